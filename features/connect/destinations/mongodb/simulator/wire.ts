import { deserialize, serialize, type Document } from "bson";

/**
 * Frames of MongoDB's wire protocol: OP_MSG, and the OP_QUERY drivers still greet with.
 * https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 */
const opReply = 1;
const opQuery = 2004;
const opMessage = 2013;

const headerBytes = 16;
const checksumFlag = 1;

export interface WireRequest {
  requestId: number;
  isLegacy: boolean;
  /** The command's fields, documents of its sequences included. Values stay what they are in BSON (Int32, Long…). */
  command: Document;
}

/** Takes what a socket brings, gives back whole frames. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): Buffer[] {
    let rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Buffer[] = [];
    while (rest.length >= headerBytes && rest.length >= rest.readInt32LE(0)) {
      const length = rest.readInt32LE(0);
      frames.push(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    this.#rest = rest;
    return frames;
  }
}

/** Throws for what no driver sends. */
export function readRequest(frame: Buffer): WireRequest {
  const requestId = frame.readInt32LE(4);
  const code = frame.readInt32LE(12);
  if (code === opMessage) return { requestId, isLegacy: false, command: readMessage(frame) };
  if (code !== opQuery) throw new Error(`no such operation: ${code}`);
  const name = endOfText(frame, headerBytes + 4);
  // Behind the name: how many to skip, how many to return.
  return { requestId, isLegacy: true, command: { ...read(frame, name + 9).document, $db: "admin" } };
}

export function writeAnswer(request: WireRequest, answer: Document): Buffer {
  const body = Buffer.from(serialize(answer));
  return request.isLegacy ? legacyAnswer(request.requestId, body) : messageAnswer(request.requestId, body);
}

function readMessage(frame: Buffer): Document {
  const end = frame.length - ((frame.readUInt32LE(headerBytes) & checksumFlag) === 0 ? 0 : 4);
  let command: Document = {};
  const sequences: Document = {};
  for (let at = headerBytes + 4; at < end;) {
    const kind = frame[at];
    if (kind === 0) {
      const section = read(frame, at + 1);
      command = section.document;
      at = section.end;
      continue;
    }
    const size = frame.readInt32LE(at + 1);
    const name = endOfText(frame, at + 5);
    sequences[frame.toString("utf8", at + 5, name)] = readAll(frame, name + 1, at + 1 + size);
    at += 1 + size;
  }
  return { ...command, ...sequences };
}

function readAll(frame: Buffer, start: number, end: number): Document[] {
  const documents: Document[] = [];
  for (let at = start; at < end;) {
    const section = read(frame, at);
    documents.push(section.document);
    at = section.end;
  }
  return documents;
}

function read(frame: Buffer, at: number): { document: Document; end: number } {
  const end = at + frame.readInt32LE(at);
  return { document: deserialize(frame.subarray(at, end), { promoteValues: false }), end };
}

const endOfText = (frame: Buffer, start: number): number => frame.indexOf(0, start);

function messageAnswer(requestId: number, body: Buffer): Buffer {
  const flagsAndKind = Buffer.alloc(5);
  return Buffer.concat([header(requestId, opMessage, flagsAndKind.length + body.length), flagsAndKind, body]);
}

function legacyAnswer(requestId: number, body: Buffer): Buffer {
  const fields = Buffer.alloc(20);
  // One document comes back.
  fields.writeInt32LE(1, 16);
  return Buffer.concat([header(requestId, opReply, fields.length + body.length), fields, body]);
}

function header(requestId: number, code: number, bodyBytes: number): Buffer {
  const buffer = Buffer.alloc(headerBytes);
  buffer.writeInt32LE(headerBytes + bodyBytes, 0);
  buffer.writeInt32LE(requestId, 8);
  buffer.writeInt32LE(code, 12);
  return buffer;
}
