/** Expression of an Event API's name (AWS AppSync API Reference, CreateApi, `name`). */
export const EVENT_API_NAME = "^[A-Za-z0-9_\\- ]{1,50}$";

/** The same in words, for messages. */
export const EVENT_API_NAME_ALLOWED = "1 to 50 letters, digits, spaces, hyphens and underscores";
