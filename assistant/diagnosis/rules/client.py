"""What the files of a mail program said."""

from assistant.diagnosis.rule import Rule

RULES = (
    Rule("CLI-01", 0.95, ("client:RUNNING",)),
    Rule("CLI-02", 0.95, ("client:ALREADY_THERE",)),
    Rule("CLI-04", 0.95, ("client:ENOSPC", "client:EDQUOT")),
    Rule("CLI-04", 0.9, ("client:EROFS", "client:EACCES", "client:EPERM")),
    Rule("CLI-05", 0.9, ("client:KEYSTORE_UNKNOWN",)),
    Rule("CLI-06", 0.95, ("client:POLICY",)),
    Rule("CLI-08", 0.95, ("client:NEWER",)),
    Rule("CLI-10", 0.95, ("client:PREFS_DAMAGED",)),
    Rule("CLI-11", 0.9, ("client:CONFLICT",)),
)
