"""From a proven login to what stands ready to be written."""

from dataclasses import dataclass

from assistant.clients import ClientWriter, Planned, Survey, registry
from assistant.engine.answers import Answers
from assistant.engine.ready import Connections, Proof, Ready
from assistant.engine.records import existing_record
from assistant.engine.setup import plan_for, tell_changes
from assistant.engine.stream import Reporter
from assistant.engine.tally import Tally
from assistant.model.account import Account, Identity
from assistant.model.event import Result, StepState
from assistant.model.institution import FolderNames, Institution, Platform
from assistant.model.signal import Signal


@dataclass(frozen=True, slots=True)
class Preparing:
    """Looks at the mail program and plans; reads, and changes nothing."""

    answers: Answers
    institution: Institution | None
    platform: Platform | None
    proof: Proof
    connections: Connections
    tally: Tally
    report: Reporter

    def run(self) -> Result:
        """Tell the plan and the `Ready`, or what stands in the way."""
        writer = registry[self.answers.client](self.tally.world.host)
        account = self._account()
        self.report.start("client")
        survey = writer.survey(account, profile=self.answers.client_profile)
        if isinstance(survey, Signal):
            return self._stopped("client", survey)
        self._found(survey)
        return self._plan(writer, self._ready(account, survey))

    def _account(self) -> Account:
        """The account exactly as it was verified."""
        address = self.answers.address
        organisation = self.institution.name if self.institution else None
        return Account(
            title=str(address),
            identity=Identity(self.answers.display_name, address, organisation),
            login=self.answers.login,
            imap=self.proof.imap,
            smtp=self.proof.smtp,
        )

    def _found(self, survey: Survey) -> None:
        self.tally.details["client"] = {
            "name": self.answers.client,
            "profile": str(survey.target.profile),
            "created": survey.target.is_new,
        }
        self.tally.details["existing"] = [
            existing_record(account) for account in survey.existing
        ]
        self.tally.notes.extend(survey.notes)
        is_noted = survey.is_running or survey.notes
        state = StepState.WARNED if is_noted else StepState.OK
        self.report.end("client", state)

    def _ready(self, account: Account, survey: Survey) -> Ready:
        marked = any(folder.special_use for folder in self.proof.folders)
        # Thunderbird finds marked folders by itself, whatever they are called.
        named = self.platform.folders if self.platform else FolderNames()
        return Ready(
            answers=self.answers,
            account=account,
            proof=self.proof,
            target=survey.target,
            folders=None if marked else named,
            tally=self.tally,
            connections=self.connections,
        )

    def _plan(self, writer: ClientWriter, ready: Ready) -> Result:
        self.report.start("plan")
        planned = plan_for(ready, writer)
        if isinstance(planned, Signal):
            return self._stopped("plan", planned)
        self._told(planned)
        self.report.tell(ready)
        return self.tally.fine()

    def _told(self, planned: Planned) -> None:
        tell_changes(planned, self.tally, self.report)
        self.tally.notes.extend(planned.notes)
        state = StepState.WARNED if planned.notes else StepState.OK
        self.report.end("plan", state)

    def _stopped(self, step: str, signal: Signal) -> Result:
        self.report.end(step, StepState.FAILED)
        self.tally.signals.append(signal)
        return self.tally.failed()
