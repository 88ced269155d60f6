"""The branch where servers are typed by hand."""

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from assistant.engine.flow import Step
from assistant.gui.account_job import AccountJob
from assistant.gui.answering import Answering, endpoint_in
from assistant.gui.page import Page, paragraph
from assistant.model.candidate import Candidate
from assistant.model.server import Endpoint, Security, Service
from assistant.text import _

_LAST_PORT = 65535
_USUAL_PORTS = {
    (Service.IMAP, Security.TLS): 993,
    (Service.IMAP, Security.STARTTLS): 143,
    (Service.SMTP, Security.TLS): 465,
    (Service.SMTP, Security.STARTTLS): 587,
}


class ManualPage(Page):
    """Two servers, filled in with the best candidates there are."""

    def __init__(self, answering: Answering, account: AccountJob) -> None:
        super().__init__(Step.MANUAL, answering, account)
        self.entitle(_("The servers for your mail"))
        self.body.addWidget(
            paragraph(_("Your institution's help service knows these names."))
        )
        self.imap = ServerFields(Service.IMAP)
        self.smtp = ServerFields(Service.SMTP)
        self.receive_only = QCheckBox(_("Receive &only: this account will not send"))
        for widget in (self.imap, self.smtp, self.receive_only):
            self.body.addWidget(widget)
        self.body.addStretch()
        for fields in (self.imap, self.smtp):
            fields.host.textEdited.connect(self._take)
            fields.port.valueChanged.connect(self._take)
        self.receive_only.toggled.connect(self._take)

    def first_field(self) -> QWidget:
        """Return the first server that is not known yet."""
        return self.smtp.host if self.imap.host.text() else self.imap.host

    def initializePage(self) -> None:  # noqa: N802  # Qt's name
        """Fill in what is known, where nothing was typed yet."""
        glance, state = self.answering.glance, self.answering.state
        route = glance.route if glance else None
        imap, smtp = (route.imap, route.smtp) if route else ((), ())
        self.imap.propose(endpoint_in(state.imap) or _best(imap))
        self.smtp.propose(endpoint_in(state.smtp) or _best(smtp))
        # What the profile knows is used even so: then there is nothing to agree to.
        self.receive_only.setVisible(not smtp)
        self.receive_only.setChecked(state.is_receive_only)
        self._take()

    def refresh(self) -> None:
        """Ask for no server that will not be used."""
        super().refresh()
        self.smtp.setEnabled(not self.answering.state.is_receive_only)

    def _take(self) -> None:
        self.answering.but(
            imap=self.imap.text(),
            smtp=self.smtp.text(),
            is_receive_only=self.receive_only.isChecked(),
        )


def _best(candidates: tuple[Candidate, ...]) -> Endpoint | None:
    return candidates[0].endpoint if candidates else None


class ServerFields(QGroupBox):
    """Name, port and security of one server."""

    def __init__(self, service: Service) -> None:
        receives = service is Service.IMAP
        super().__init__(_("Receiving (IMAP)") if receives else _("Sending (SMTP)"))
        self._service = service
        self.host, self.port, self.security = QLineEdit(), QSpinBox(), QComboBox()
        self.port.setRange(1, _LAST_PORT)
        self.security.addItem(_("TLS from the start"), Security.TLS)
        self.security.addItem("STARTTLS", Security.STARTTLS)
        form = QFormLayout(self)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(_("S&erver:") if receives else _("Ser&ver:"), self.host)
        form.addRow(_("Po&rt:") if receives else _("Por&t:"), self.port)
        form.addRow(_("Sec&urity:") if receives else _("Se&curity:"), self.security)
        self._take_usual_port()
        self.security.currentIndexChanged.connect(self._take_usual_port)

    def propose(self, endpoint: Endpoint | None) -> None:
        """Fill in a server, unless a name was typed."""
        if endpoint is not None and not self.host.text():
            self.host.setText(endpoint.host)
            self.security.setCurrentIndex(self.security.findData(endpoint.security))
            self.port.setValue(endpoint.port)

    def text(self) -> str:
        """Return `HOST:PORT:tls|starttls`."""
        host = self.host.text().strip()
        shown = f"[{host}]" if ":" in host else host
        return f"{shown}:{self.port.value()}:{self.security.currentData()}"

    def _take_usual_port(self) -> None:
        security = Security(self.security.currentData())
        self.port.setValue(_USUAL_PORTS[self._service, security])
