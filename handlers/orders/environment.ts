import { Type } from "typebox";
import { environmentVariables } from "../../runtime/environment.ts";

/** Where orders are stored and announced. */
export const environment = environmentVariables(
  Type.Object({
    ORDERS_TABLE_NAME: Type.String({ minLength: 3, maxLength: 255 }),
    EVENT_BUS_NAME: Type.String({ minLength: 1, maxLength: 256 }),
  }),
);
