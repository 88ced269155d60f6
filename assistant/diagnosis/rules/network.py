"""Names and ways: what the resolver and the first packet said."""

from assistant.diagnosis.context import Control
from assistant.diagnosis.rule import Case, Rule
from assistant.model.signal import Stage

_RESOLVE = (Stage.RESOLVE,)
_CONNECT = (Stage.CONNECT,)
_NO_WAY_OUT = ("errno:ENETUNREACH", "errno:ENETDOWN", "errno:EADDRNOTAVAIL")
_REJECTED = ("errno:EHOSTUNREACH", "errno:EHOSTDOWN", "errno:ECONNRESET")
_REFUSED = ("errno:ECONNREFUSED",)
_SILENT = ("time:CONNECT", "errno:ETIMEDOUT")
_UNKNOWN_NAME = ("dns:NXDOMAIN", "dns:BADNAME")


def _servers_were_typed(case: Case) -> bool:
    return case.context.servers_typed


def _has_no_server(case: Case) -> bool:
    return case.signal.server is None


def _is_everywhere(case: Case) -> bool:
    """Whether every entrance of the service gave this very answer."""
    return all(peer.code == case.signal.code for peer in case.peers)


def _nothing_answers(case: Case) -> bool:
    return case.context.control is Control.NOTHING


def _mail_is_blocked(case: Case) -> bool:
    return case.context.control is Control.BLOCKED


def _others_answer(case: Case) -> bool:
    return case.context.control is Control.REACHED


def _host_is_alive(case: Case) -> bool:
    """Whether another entrance of the same host sent at least a refusal."""
    host = case.signal.server and case.signal.server.host
    return any(
        peer.code in _REFUSED and peer.server and peer.server.host == host
        for peer in case.peers
    )


RULES = (
    Rule("NET-12", 0.95, ("input:domain-typo",)),
    Rule("NET-01", 0.9, _NO_WAY_OUT, _RESOLVE),
    Rule("NET-01", 0.75, ("dns:NO_RESOLVER",), _RESOLVE),
    Rule("NET-01", 0.8, ("dns:TIMEOUT",), _RESOLVE, when=_nothing_answers),
    Rule("NET-01", 0.6, ("errno:EHOSTUNREACH", "errno:EHOSTDOWN"), _RESOLVE),
    Rule("NET-11", 0.8, ("dns:TIMEOUT", "errno:ECONNREFUSED"), _RESOLVE),
    Rule("NET-12", 0.9, _UNKNOWN_NAME, _RESOLVE, when=_servers_were_typed),
    Rule("NET-12", 0.8, _UNKNOWN_NAME, _RESOLVE, when=_has_no_server),
    Rule("NET-13", 0.75, ("dns:NXDOMAIN", "dns:NODATA", "dns:BADNAME"), _RESOLVE),
    Rule("NET-14", 0.6, ("dns:REFUSED",), _RESOLVE),
    Rule("NET-15", 0.85, ("dns:SERVFAIL",), _RESOLVE),
    Rule("NET-18", 0.8, ("errno:EACCES", "errno:EPERM"), _CONNECT),
    Rule("NET-01", 0.9, _NO_WAY_OUT, _CONNECT, when=_is_everywhere),
    Rule("NET-01", 0.7, _SILENT, _CONNECT, when=_nothing_answers),
    Rule("NET-07", 0.85, _REFUSED, _CONNECT, when=_mail_is_blocked),
    Rule("NET-07", 0.85, _REJECTED, _CONNECT, when=_mail_is_blocked),
    Rule("NET-06", 0.9, _SILENT, _CONNECT, when=_mail_is_blocked),
    Rule("SRV-02", 0.85, _SILENT, _CONNECT, when=_others_answer),
    Rule("SRV-02", 0.7, _REJECTED, _CONNECT, when=_others_answer, runner_up="NET-07"),
    # A host that refuses one entrance and stays silent at the other is up: what
    # is silent was dropped on the way.
    Rule("NET-06", 0.6, _SILENT, _CONNECT, when=_host_is_alive, runner_up="SRV-01"),
    Rule("NET-06", 0.6, _SILENT, _CONNECT),
    Rule("SRV-01", 0.75, _REFUSED, _CONNECT),
    Rule("NET-07", 0.6, _REJECTED, _CONNECT, runner_up="SRV-02"),
    Rule("NET-01", 0.5, _NO_WAY_OUT, _CONNECT, runner_up="NET-07"),
)
