import { z } from "@hono/zod-openapi";
import {
  answers,
  authorized,
  authorize,
  jsonAnswer,
  operation,
  problemAnswer,
  type Actor,
  type Api,
} from "@millrace/platform/api";
import {
  checkReport,
  connectionRequest,
  destinationConnector,
  offeredStream,
  sourceConnector,
  type DestinationConnector,
  type OfferedStream,
  type SettingDescription,
  type SourceConnector,
} from "../contract.ts";
import { checkBoth, discoverStreams } from "../connections/check-connection.ts";
import { existingConnection } from "../connections/manage-connections.ts";
import { keptSettings } from "../connections/prepare-connection.ts";
import type { ConnectorChoice } from "../connectors/bind.ts";
import type { ConnectorShelf } from "../connectors/shelf.ts";
import { describeSettings, type SettingsSchema } from "../connectors/settings.ts";
import type { Destination } from "../destinations/destination.ts";
import { typeOfSchema } from "../records/column-types.ts";
import type { Source, SourceStream } from "../sources/source.ts";
import type { ConnectionConfig } from "../sync/connection-config.ts";
import type { ConnectContext } from "../workflows/dependencies.ts";
import { connectionTags } from "./route-parts.ts";

const parts = connectionRequest.pick({ source: true, destination: true, private_hosts: true }).extend({
  connection_id: z
    .uuid()
    .optional()
    .openapi({ description: "The connection being changed: secrets left out are its own" }),
});
const checkedParts = parts.extend({
  streams: connectionRequest.shape.streams
    .optional()
    .openapi({ description: "Chosen ones: whether the source has them is checked too" }),
});
const refusals = {
  400: answers.badRequest,
  404: answers.notFound,
  422: problemAnswer("A connector or one of its settings is not there or not valid; `field` names it"),
};

/** What can be connected, and whether it answers. */
export function addConnectorRoutes(api: Api, context: ConnectContext): void {
  addLists(api, context);
  addCheck(api, context);
  addDiscover(api, context);
}

function addLists(api: Api, { shelf }: ConnectContext): void {
  const sources = operation("connect:read", {
    method: "get",
    path: "/connect/sources",
    tags: connectionTags,
    summary: "Sources that a connection can read, with their settings",
    responses: { 200: jsonAnswer(z.object({ items: z.array(sourceConnector) }), "All of them") },
  });
  api.openapi(sources, (c) => c.json({ items: shelf.sources.map(describeSource) }, 200));
  const destinations = operation("connect:read", {
    method: "get",
    path: "/connect/destinations",
    tags: connectionTags,
    summary: "Destinations that a connection can write to, with their settings and what they promise",
    responses: { 200: jsonAnswer(z.object({ items: z.array(destinationConnector) }), "All of them") },
  });
  api.openapi(destinations, (c) => c.json({ items: shelf.destinations.map(describeDestination) }, 200));
}

function addCheck(api: Api, context: ConnectContext): void {
  const route = operation("connect:write", {
    method: "post",
    path: "/connect/check",
    tags: connectionTags,
    summary:
      "Check settings and credentials of a source and a destination with a real call, before anything is kept",
    request: { body: { required: true, content: { "application/json": { schema: checkedParts } } } },
    responses: { 200: jsonAnswer(checkReport, "What both answered"), ...refusals },
  });
  api.openapi(route, async (c) => {
    const actor = authorized(c, "connect:write");
    const { connection_id: changedId, ...given } = c.req.valid("json");
    const before = await configOf(context, changedId);
    assertMayUse(context, actor, { ...given, before }, given.private_hosts);
    return c.json(await checkBoth(context, actor, given, c.req.raw.signal, before), 200);
  });
}

function addDiscover(api: Api, context: ConnectContext): void {
  const route = operation("connect:write", {
    method: "post",
    path: "/connect/discover",
    tags: connectionTags,
    summary: "The streams a source offers with these settings",
    request: {
      body: {
        required: true,
        content: { "application/json": { schema: parts.omit({ destination: true }) } },
      },
    },
    responses: {
      200: jsonAnswer(z.object({ items: z.array(offeredStream) }), "Its streams"),
      409: problemAnswer("The source did not answer, or refused; `detail` says how"),
      ...refusals,
    },
  });
  api.openapi(route, async (c) => {
    const actor = authorized(c, "connect:write");
    const { source, private_hosts, connection_id: changedId } = c.req.valid("json");
    const before = await configOf(context, changedId);
    assertMayUse(context, actor, { source, before }, private_hosts);
    const streams = await discoverStreams(
      context,
      actor,
      { source, private_hosts },
      c.req.raw.signal,
      before,
    );
    return c.json({ items: streams.map(offered) }, 200);
  });
}

/** What is kept of the connection that is being changed; null for a new one. Throws `HttpProblem` 404. */
async function configOf(context: ConnectContext, id: string | undefined): Promise<ConnectionConfig | null> {
  return id === undefined ? null : (await existingConnection(context, id)).config;
}

/** A look is a call as well: what takes an owner to keep takes one to try. */
function assertMayUse(
  { shelf }: ConnectContext,
  actor: Actor,
  {
    source,
    destination,
    before,
  }: { source: ConnectorChoice; destination?: ConnectorChoice; before: ConnectionConfig | null },
  privateHosts: boolean,
): void {
  const isLocal =
    shelf.sources.find(({ id }) => id === source.type)?.isLocal === true ||
    (destination !== undefined && isLocalTarget(shelf, destination, before));
  if (isLocal || privateHosts) authorize(actor, "connect:local");
}

function isLocalTarget(
  shelf: ConnectorShelf,
  given: ConnectorChoice,
  before: ConnectionConfig | null,
): boolean {
  const target = shelf.destinations.find(({ id }) => id === given.type);
  return target?.isLocal?.(keptSettings(target, given, before?.destination ?? null)) === true;
}

function describeSource({ id, title, about, settings, isLocal }: Source): SourceConnector {
  return { id, title, about, settings: described(settings), is_local: isLocal === true };
}

function describeDestination(destination: Destination): DestinationConnector {
  const { id, title, about, settings, guarantee, guaranteeNote, modes } = destination;
  return {
    id,
    title,
    about,
    settings: described(settings),
    is_local: destination.isLocal?.({}) === true,
    guarantee,
    guarantee_note: guaranteeNote,
    modes: [...modes],
  };
}

const described = (settings: SettingsSchema): SettingDescription[] =>
  describeSettings(settings).map((setting) => ({
    name: setting.name,
    is_required: setting.isRequired,
    is_secret: setting.secret === true,
    is_advanced: setting.advanced === true,
    is_multiline: setting.multiline === true,
    choices: { ...setting.choices },
    title: setting.title,
    about: setting.about,
    placeholder: setting.placeholder ?? null,
    schema: setting.schema,
  }));

const offered = ({ name, about, primaryKey, isIncremental, schema }: SourceStream): OfferedStream => ({
  name,
  about,
  primary_key: [...primaryKey],
  is_incremental: isIncremental,
  fields: Object.entries(schema.properties ?? {}).map(([field, property]) => ({
    name: field,
    type: typeOfSchema(property) ?? "json",
  })),
});
