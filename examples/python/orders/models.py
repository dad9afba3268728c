"""What publishers may send to the channels of the namespace `orders`, by channel."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Order(BaseModel):
    """An order as the shop announces it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    order_id: str = Field(alias="orderId", min_length=1, max_length=64)
    status: Literal["placed", "paid", "shipped"]
    quantity: int = Field(ge=1, le=1000)


CHANNELS: dict[str, type[BaseModel]] = {"/orders/*": Order}
