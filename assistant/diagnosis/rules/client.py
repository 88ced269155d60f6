"""What the files of a mail program said."""

from assistant.diagnosis.rule import Rule
from assistant.model.signal import Stage

RULES = (
    Rule("CLI-01", 0.95, ("client:RUNNING",)),
    Rule("CLI-02", 0.95, ("client:ALREADY_THERE",)),
    Rule("CLI-04", 0.95, ("client:ENOSPC", "client:EDQUOT", "client:EROFS")),
    Rule("CLI-04", 0.9, ("client:EACCES", "client:EPERM")),
    # Our own folder: the count of attempts could not be kept.
    Rule("CLI-11", 0.8, ("errno:EBUSY",), (Stage.PREFLIGHT,)),
    Rule("CLI-04", 0.8, ("errno:*",), (Stage.PREFLIGHT, Stage.CLIENT)),
    Rule("CLI-05", 0.9, ("client:PASSWORDS_UNKNOWN", "client:PRIMARY_PASSWORD")),
    Rule("CLI-05", 0.9, ("client:POLICY_FORBIDS",)),
    Rule("CLI-06", 0.95, ("client:POLICY",)),
    Rule("CLI-10", 0.95, ("client:PREFS_DAMAGED", "client:PROFILES_DAMAGED")),
    Rule("CLI-11", 0.9, ("client:CHANGED", "client:BUSY")),
    Rule("CLI-11", 0.7, ("client:READ_BACK",)),
    Rule("CLI-12", 0.9, ("client:PROFILE_GONE",)),
    Rule("CLI-13", 0.9, ("client:WILL_ASK_CERTIFICATE",)),
    Rule("CLI-14", 0.95, ("client:NOT_INSTALLED",)),
    Rule("CLI-15", 0.9, ("client:NEWER_VERSION",)),
    Rule("CLI-16", 0.9, ("client:SEVERAL_PROFILES",)),
    Rule("CLI-04", 0.6, ("client:E[A-Z]*",), (Stage.CLIENT,)),
)
