"""What is told about a bug of this program: where it is, and no value at all."""

from assistant.support import crash


def report_bugs() -> None:
    """From now on, whatever nobody catches is told without values, exit 70."""
    crash.install()


def bug_report(error: BaseException) -> str:
    """Return types, files and lines of an exception, without any value."""
    return crash.describe(error)
