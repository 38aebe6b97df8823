"""What Prefect's server does by itself for jdparse; ``python flows/automations.py`` sets it up, again and again."""

import prefect_settings  # noqa: F401, I001 -- before Prefect, which reads its settings when imported

from datetime import timedelta

from prefect.automations import Automation
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, DoNothing
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

HEARTBEAT = "prefect.flow-run.heartbeat"
ENDED = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed")}
SILENCE = timedelta(minutes=4)
"""Four heartbeats missed: together with the server's own pace a dead run is marked within ten minutes."""


def automations() -> list[Automation]:
    """The automations jdparse ships."""
    flow_runs = ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]})
    return [
        Automation(
            name="jdparse: mark dead runs as crashed",
            description="A run whose process or machine died says nothing any more; its heartbeat stops.",
            trigger=EventTrigger(
                posture=Posture.Proactive,
                match=flow_runs,
                for_each={"prefect.resource.id"},
                after={HEARTBEAT},
                expect={HEARTBEAT} | ENDED,
                within=SILENCE,
                threshold=1,
            ),
            actions=[
                ChangeFlowRunState(
                    state=StateType.CRASHED,
                    name="Crashed",
                    message="No heartbeat for four minutes: the run died.",
                    force=False,
                )
            ],
        ),
        _watched("late runs", "A run that is due has not started: no worker, or an earlier run still at it.",
                 {"prefect.flow-run.Late"}),
        _watched("gate failed", "A run was refused by the quarantine limit or by a check; nothing was published.",
                 {"jdparse.gate-failed"}),
        _watched("published", "New tables were published.", {"jdparse.published"}),
    ]  # fmt: skip


def _watched(name: str, description: str, events: set[str]) -> Automation:
    """An automation that fires and does nothing, for you to give an action: a mail, a message, a webhook."""
    return Automation(
        name=f"jdparse: {name}",
        description=f"{description} Give it an action of your own, such as a notification.",
        trigger=EventTrigger(posture=Posture.Reactive, expect=events, threshold=1, within=timedelta(seconds=10)),
        actions=[DoNothing()],
    )


def set_up() -> list[str]:
    """Create the automations that are not there yet, by name, and leave the others as people changed them.

    Outside an event loop Prefect does both calls at once, whatever their types say.
    """
    made = []
    for automation in automations():
        try:
            _ = Automation.read(name=automation.name)
        except ValueError:
            _ = automation.create()
            made.append(automation.name)
    return made


if __name__ == "__main__":
    for name in set_up():
        print(f"created: {name}")
