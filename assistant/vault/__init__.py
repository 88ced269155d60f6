"""The system's keyring and the budget of login attempts."""
