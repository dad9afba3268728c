"""Handler of the namespace `orders`: nothing is broadcast that a model has not accepted."""

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import AppSyncEventsResolver
from aws_lambda_powertools.event_handler.events_appsync.exceptions import UnauthorizedException
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from models import CHANNELS

app = AppSyncEventsResolver()
logger = Logger(service="orders")


class RejectedEvent(Exception):
    """Refuses one event. Clients see the class and the message, so neither repeats what was sent."""


@app.on_publish("/orders/*")
def publish(payload: dict) -> dict:
    try:
        order = CHANNELS["/orders/*"].model_validate(payload)
    except ValidationError as error:
        logger.info("event refused", extra={"faults": error.error_count()})
        raise RejectedEvent("the event does not match the channel's schema") from None
    return order.model_dump(mode="json", by_alias=True)


@app.on_publish("/*")
def publish_elsewhere(payload: dict) -> dict:
    """Powertools broadcasts what no function answers, so this one answers and refuses."""
    raise RejectedEvent("no channel of this namespace accepts the event")


@app.on_subscribe("/orders/*")
def subscribe() -> None:
    """Whoever may connect may listen to orders."""


@app.on_subscribe("/*")
def subscribe_elsewhere() -> None:
    raise UnauthorizedException("no such channel")


def handler(event: dict, context: LambdaContext) -> dict | None:
    return app.resolve(event, context)
