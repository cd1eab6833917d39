export { publishEvents, type NewEvent, type Queryable } from "./publish.ts";
export { openEventHub, type EventHub, type LiveEvent, type Subscriber } from "./hub.ts";
export { eventStreamResponse, formatEvent } from "./sse.ts";
export { pruneEvents } from "./prune.ts";
