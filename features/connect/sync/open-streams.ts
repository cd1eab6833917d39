import { NeedsAttention } from "@millrace/platform/errors";
import type { Queryable } from "@millrace/platform/events";
import { streamChoice, type StreamChoice } from "../contract.ts";
import { lastShape, listSyncStreams, type NewSyncStream } from "../queries/sync-streams.ts";
import { openStreamState } from "../queries/stream-states.ts";
import type { Destination } from "../destinations/destination.ts";
import type { SourceStream } from "../sources/source.ts";
import { firstCheckpoint } from "./checkpoint.ts";
import { isIncrementalMode, needsKey, writeModeOf } from "./modes.ts";
import { readsAll } from "./reads-all.ts";

export interface OpeningStreams {
  syncId: string;
  connectionId: string;
  chosen: readonly StreamChoice[];
  destination: Destination;
  /** What tells the destination with its settings from any other. */
  destinationMark: string;
}

/** What a sync will read and deliver: the chosen streams of those its source offers, all of them when none is chosen. */
export async function streamsOfSource(
  db: Queryable,
  opening: OpeningStreams,
  offered: readonly SourceStream[],
): Promise<NewSyncStream[]> {
  const choices =
    opening.chosen.length > 0 ? opening.chosen : offered.map(({ name }) => streamChoice.parse({ name }));
  assertChosenOnce(choices);
  const found = choices.map((choice) => {
    const stream = offered.find(({ name }) => name === choice.name);
    if (stream !== undefined) return { choice, stream };
    throw new NeedsAttention(
      `The source has no stream ${choice.name}; it has: ${offered.map(({ name }) => name).join(", ")}. Change the streams of the connection.`,
    );
  });
  return describeAll(db, opening, found);
}

/** The streams of an earlier sync, delivered as this connection says, or added as they are. */
export async function streamsOfReplay(
  db: Queryable,
  opening: OpeningStreams,
  replayOf: string,
): Promise<NewSyncStream[]> {
  const earlier = await listSyncStreams(db, [replayOf]);
  assertChosenOnce(opening.chosen);
  const found = earlier.map((each) => {
    const { stream, about, schema, primaryKey } = each;
    const choice =
      opening.chosen.find(({ name }) => name === stream) ??
      streamChoice.parse({ name: stream, primary_key: primaryKey });
    if (!readsAll(each) && writeModeOf(choice.mode) === "overwrite")
      throw new NeedsAttention(
        `The sync ${replayOf} read of ${stream} only what was new since the sync before it, so it can't be delivered in place of everything there is (${choice.mode}). Choose a mode that appends or merges for ${stream}, or replay a sync that read all of it.`,
      );
    return { choice, stream: { name: stream, about, schema, primaryKey, isIncremental: false } };
  });
  return describeAll(db, opening, found);
}

async function describeAll(
  db: Queryable,
  opening: OpeningStreams,
  found: readonly { choice: StreamChoice; stream: SourceStream }[],
): Promise<NewSyncStream[]> {
  const { syncId, connectionId, destination } = opening;
  const streams: NewSyncStream[] = [];
  for (const [index, { choice, stream }] of found.entries()) {
    const primaryKey = choice.primary_key ?? [...stream.primaryKey];
    assertDeliverable(choice, primaryKey, destination);
    const target = choice.target ?? destination.targetName(stream.name);
    const isFresh = writeModeOf(choice.mode) === "overwrite";
    const place = `${opening.destinationMark} ${target}`;
    const { state, isMoved } = await openStreamState(db, connectionId, stream.name, place);
    const shape = isFresh || isMoved ? null : await lastShape(db, connectionId, stream.name, target);
    streams.push({
      syncId,
      position: index + 1,
      stream: stream.name,
      target,
      mode: choice.mode,
      primaryKey,
      schema: stream.schema,
      about: stream.about,
      isIncremental: stream.isIncremental,
      fromState: isIncrementalMode(choice.mode) && stream.isIncremental ? state : null,
      checkpoint: firstCheckpoint(shape ?? { fields: [] }),
    });
  }
  assertTargetsDiffer(streams);
  return streams;
}

/** A connection knows one state and one set of keys of a stream: a second delivery of it would find nothing new. */
function assertChosenOnce(choices: readonly StreamChoice[]): void {
  const names = choices.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new NeedsAttention(
      `The stream ${twice} is chosen twice: choose it once, and make another connection for its second target.`,
    );
}

function assertDeliverable(
  choice: StreamChoice,
  primaryKey: readonly string[],
  destination: Destination,
): void {
  const mode = writeModeOf(choice.mode);
  if (!destination.modes.includes(mode))
    throw new NeedsAttention(
      `${destination.title.en} can't ${mode === "merge" ? "merge by primary key" : mode}; choose another mode for the stream ${choice.name} (it can: ${destination.modes.join(", ")}).`,
    );
  if (needsKey(choice.mode) && primaryKey.length === 0)
    throw new NeedsAttention(
      `The stream ${choice.name} has no primary key, which ${choice.mode} needs: name one with primary_key, or choose another mode.`,
    );
}

function assertTargetsDiffer(streams: readonly NewSyncStream[]): void {
  const seen = new Map<string, string>();
  for (const { stream, target } of streams) {
    const other = seen.get(target.toLowerCase());
    if (other !== undefined)
      throw new NeedsAttention(
        `The streams ${other} and ${stream} would both be delivered to ${target}: give one of them another target.`,
      );
    seen.set(target.toLowerCase(), stream);
  }
}
