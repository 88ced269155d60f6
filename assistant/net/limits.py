"""How long, and how much, is waited for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one conversation; the defaults are what people get.

    Attributes:
        question_s: how long each try of a DNS question waits for its answer, so
            that a dead resolver is named after 4.2 seconds.
        family_s: how long the answer for one address family waits for the other
            (RFC 8305 section 3, "resolution delay").
        stagger_s: the head start of one address over the next (RFC 8305 section 5).
        connect_s: for all addresses of one endpoint together.
        handshake_s: from the first TLS byte to the verified certificate.
        greeting_s: from the open connection to the server's first whole line.
        silence_s: how long a STARTTLS port may be silent before it is asked
            whether it speaks TLS from the start.
        reply_s: for one whole answer.
        password_s: for the answer to a password; servers delay refusals, Dovecot
            up to 15 seconds after repeated ones.
        delivery_s: for the answer to a whole message.
        alive_s: for the proof that an idle session still stands.
        close_s: for the farewell.
        alternative_s: the head start of one endpoint over the next best.
        grace_s: how long a less preferred endpoint that is ready waits for a
            better one that is not.
        line_bytes: the longest line, and the longest response, its literals not
            counted.
        stranger_bytes: all that a server may say before it has accepted a login.
        volume_bytes: all that it may say.
        responses: the most that may come before one answer is complete; large
            mailboxes have some thousand folders.
    """

    question_s: tuple[float, ...] = (0.6, 1.2, 2.4)
    family_s: float = 0.05
    stagger_s: float = 0.25
    connect_s: float = 8.0
    handshake_s: float = 10.0
    greeting_s: float = 10.0
    silence_s: float = 5.0
    reply_s: float = 10.0
    password_s: float = 14.0
    delivery_s: float = 30.0
    alive_s: float = 2.0
    close_s: float = 0.8
    alternative_s: float = 0.2
    grace_s: float = 0.05
    line_bytes: int = 64 * 1024
    stranger_bytes: int = 256 * 1024
    volume_bytes: int = 4 * 1024 * 1024
    responses: int = 20_000
