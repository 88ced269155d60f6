"""The form of a profile file, for pydantic.

Imported only when a profile is read: pydantic costs more than the rest of the
program's start. Field names are the keys of the file; `examples` are what an
error tells people to write, and what editors propose.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
)

from assistant.institutions import rules
from assistant.model.institution import (
    Audience,
    HintKind,
    LinkKind,
    LoginForm,
    Purpose,
    SecretKind,
)
from assistant.model.server import Security

# Tags name the branch of a union inside an error's place; `faults` drops them.
TAG = "#"

Text = Annotated[str, AfterValidator(rules.text)]
Identifier = Annotated[str, AfterValidator(rules.identifier)]
Domain = Annotated[str, AfterValidator(rules.domain)]
Host = Annotated[str, AfterValidator(rules.host)]
Url = Annotated[
    str, AfterValidator(rules.url), Field(json_schema_extra={"pattern": "^https://"})
]
Phone = Annotated[
    str,
    AfterValidator(rules.phone),
    Field(json_schema_extra={"pattern": rules.PHONE.pattern}),
]


def _enum(example: str) -> object:
    # The file holds the words of an enum, which strict mode would refuse.
    return Field(strict=False, examples=[example])


class _Table(BaseModel):
    # Deferred: else each table builds the checks of all tables inside it again.
    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, defer_build=True
    )


class Fact(_Table):
    """What every fact carries: its witness."""

    source: Annotated[
        Text,
        Field(
            examples=["https://www.example.org/messagerie"],
            description="Who says so: a page, or a repository and a path in it.",
        ),
    ]
    checked: Annotated[
        date,
        AfterValidator(rules.not_in_the_future),
        Field(
            examples=[date(2026, 11, 1)],
            description="The day somebody last looked, without quotes.",
        ),
    ]
    unverified: Annotated[
        bool,
        Field(examples=[True], description="true while only one witness says so."),
    ] = False


class Server(Fact):
    """One server name with its port."""

    host: Annotated[Host, Field(examples=["imap.example.org"])]
    port: Annotated[int, Field(ge=1, le=65535, examples=[993])]
    security: Annotated[Security, _enum("tls")]


class Login(Fact):
    """How a login looks on one platform."""

    form: Annotated[LoginForm, _enum("identifier")]
    pattern: Annotated[
        str | None,
        AfterValidator(rules.pattern),
        Field(
            examples=["^[a-z]+[0-9]*$"],
            description="A regular expression of usual logins; warns, never refuses.",
        ),
    ] = None
    examples: Annotated[
        list[Text],
        AfterValidator(rules.fit_the_pattern),
        Field(min_length=1, examples=[["fdurand1"]]),
    ]
    suggestions: Annotated[
        list[Annotated[str, AfterValidator(rules.template)]],
        Field(
            examples=[["{initial}{family}{digit}"]],
            description="Built from {initial}, {given}, {family} and {digit}.",
        ),
    ] = Field(default_factory=list)


class HintTable(Fact):
    """Something worth knowing, in both languages."""

    kind: Annotated[HintKind, _enum("prepare")]
    fr: Annotated[Text, Field(examples=["Préparez un mot de passe."])]
    en: Annotated[Text, Field(examples=["Prepare a password."])]
    link: Annotated[Url | None, Field(examples=["https://webmail.example.org/"])] = None
    steps_fr: Annotated[list[Text], Field(examples=[["Ouvrez le webmail."]])] = Field(
        default_factory=list
    )
    steps_en: Annotated[
        list[Text],
        AfterValidator(rules.as_many_steps),
        Field(examples=[["Open the webmail."]], validate_default=True),
    ] = Field(default_factory=list)


class Webmail(Fact):
    """The page where this platform's mail is read in a browser."""

    url: Annotated[Url, Field(examples=["https://webmail.example.org/"])]
    fr: Annotated[Text, Field(examples=["Webmail"])]
    en: Annotated[Text, Field(examples=["Webmail"])]


class LinkTable(Fact):
    """A page; without a URL, the words are the way to walk there."""

    kind: Annotated[LinkKind, _enum("intranet")]
    fr: Annotated[Text, Field(examples=["Intranet"])]
    en: Annotated[Text, Field(examples=["Intranet"])]
    url: Annotated[Url | None, Field(examples=["https://intranet.example.org/"])] = None


class PlatformTable(_Table):
    """One generation of servers."""

    id: Annotated[Identifier, Field(examples=["main"])]
    name: Annotated[Text, Field(examples=["Messagerie académique"])]
    secret: Annotated[SecretKind, _enum("password")]
    login: Login
    imap: Annotated[list[Server], Field(min_length=1)]
    smtp: Annotated[
        Annotated[Literal["unknown"], Tag("#unknown")]
        | Annotated[list[Server], Field(min_length=1), Tag("#servers")],
        # The branch is chosen by kind, so that only its own faults are told.
        Discriminator(lambda v: "#unknown" if isinstance(v, str) else "#servers"),
        BeforeValidator(rules.servers_or_unknown),
        Field(examples=["unknown"]),
    ]
    webmail: Webmail | None = None
    hints: list[HintTable] = Field(default_factory=list)


class SharedPlatform(_Table):
    """A platform that another profile holds."""

    use: Annotated[
        str,
        AfterValidator(rules.reference),
        Field(examples=["education-nationale/national"]),
    ]


class ContactTable(Fact):
    """An office that answers people."""

    serves: Annotated[Purpose, _enum("numen")]
    fr: Annotated[Text, Field(examples=["DSDEN de l’Hérault"])]
    en: Annotated[Text, Field(examples=["DSDEN of Hérault"])]
    audience: Annotated[Audience | None, _enum("first-degree")] = None
    department: Annotated[
        str | None,
        AfterValidator(rules.department),
        Field(examples=["34"]),
    ] = None
    postal_address: Annotated[
        Text | None, Field(examples=["1 rue de l’Exemple, 34000 Montpellier"])
    ] = None
    phones: Annotated[list[Phone], Field(examples=[["04 00 00 00 00"]])] = Field(
        default_factory=list
    )
    email: Annotated[
        str | None,
        AfterValidator(rules.contact_address),
        Field(examples=["office@example.org"], validate_default=True),
    ] = None


class Folders(Fact):
    """The server's own names of its special folders."""

    sent: Annotated[Text | None, Field(examples=["Sent"])] = None
    drafts: Annotated[Text | None, Field(examples=["Drafts"])] = None
    trash: Annotated[Text | None, Field(examples=["Trash"])] = None
    junk: Annotated[Text | None, Field(examples=["Junk"])] = None


class SecurityTable(Fact):
    """What every conversation must at least reach."""

    minimum_tls: Annotated[Literal["1.2", "1.3"], Field(examples=["1.2"])]


# By hand, because pydantic would else tell the faults of both branches.
def _platform_tag(value: object) -> str:
    return "#shared" if isinstance(value, dict) and "use" in value else "#own"


class Profile(Fact):
    """One institution's profile file."""

    id: Annotated[Identifier, Field(examples=["ac-montpellier"])]
    name: Annotated[Text, Field(examples=["Académie de Montpellier"])]
    short_name: Annotated[Text, Field(examples=["Montpellier"])]
    domains: Annotated[
        list[Domain],
        Field(
            examples=[["example.org"]],
            description="Each mail domain, sub-domains too; [] for a shared platform.",
        ),
    ]
    address_examples: Annotated[
        list[Annotated[str, AfterValidator(rules.own_address)]],
        Field(examples=[["prenom.nom@example.org"]]),
    ] = Field(default_factory=list)
    control_hosts: Annotated[
        list[Annotated[str, AfterValidator(rules.endpoint)]],
        Field(
            examples=[["webmail.example.org:443:tls"]],
            description="HOST:PORT:tls|starttls of hosts named here; [] for none.",
        ),
    ]
    security: SecurityTable
    folders: Folders | None = None
    platforms: Annotated[
        list[
            Annotated[
                Annotated[PlatformTable, Tag("#own")]
                | Annotated[SharedPlatform, Tag("#shared")],
                Discriminator(_platform_tag),
            ]
        ],
        Field(min_length=1),
    ]
    links: list[LinkTable] = Field(default_factory=list)
    contacts: list[ContactTable] = Field(default_factory=list)
