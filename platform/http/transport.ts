import type { IncomingHttpHeaders } from "node:http";
import type { LookupFunction } from "node:net";
import { Agent, buildConnector, type Dispatcher } from "undici";
import { publicAddressesOf, type AddressRules } from "./address-filter.ts";

/** TCP and TLS together may take this long, ms; a healthy host needs far less than a second. */
const connectTimeoutMs = 10_000;
/** An idle connection is closed after this, ms: shorter than the 5 s after which Node's servers close theirs, so none is used while it closes. */
const keepAliveMs = 4_000;

/** What goes on the wire. */
export interface WireRequest extends Dispatcher.RequestOptions {
  /** Called when a connection is ready and the first byte is about to be written; what it throws fails the request unsent, and the connection stays. */
  onStart: () => void;
}

/** Two agents: one for addresses we configured, one for addresses a user gave. A connection is never shared between them. */
export interface Transport extends AsyncDisposable {
  request(request: WireRequest, isUserGiven: boolean): Promise<Dispatcher.ResponseData>;
}

/** `connectionsPerOrigin` bounds sockets; requests in flight are bounded earlier, by the host slots. */
export function createTransport(rules: AddressRules, connectionsPerOrigin: number): Transport {
  const plain = agentWith(
    pinnedLookup((hostname) => rules.resolver(hostname)),
    connectionsPerOrigin,
  );
  const guarded = agentWith(
    pinnedLookup((hostname) => publicAddressesOf(hostname, rules)),
    connectionsPerOrigin,
  );
  const [plainStarts, guardedStarts] = [plain.compose(tellStart), guarded.compose(tellStart)];
  return {
    request: (request, isUserGiven) => (isUserGiven ? guardedStarts : plainStarts).request(request),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([plain.destroy(), guarded.destroy()]);
    },
  };
}

function agentWith(lookup: LookupFunction, connections: number): Agent {
  // HTTP/1.1 only: a shared HTTP/2 session would couple the faults of unrelated requests.
  const connect = buildConnector({ timeout: connectTimeoutMs, allowH2: false, lookup });
  return new Agent({
    connect,
    connections,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: 60_000,
    allowH2: false,
  });
}

/** undici hands a request's own options through to here, and fails a request whose handler throws at its start without touching the socket. */
const tellStart: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const { onStart } = options as Partial<WireRequest>;
  return dispatch(options, new StartTeller(handler, onStart));
};

class StartTeller implements Dispatcher.DispatchHandler {
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #onStart: (() => void) | undefined;

  constructor(handler: Dispatcher.DispatchHandler, onStart: (() => void) | undefined) {
    this.#handler = handler;
    this.#onStart = onStart;
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#onStart?.();
    this.#handler.onRequestStart?.(controller, context);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    message?: string,
  ): void {
    this.#handler.onResponseStart?.(controller, status, headers, message);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#handler.onResponseData?.(controller, chunk);
  }

  onResponseEnd(controller: Dispatcher.DispatchController, trailers: IncomingHttpHeaders): void {
    this.#handler.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    this.#handler.onResponseError?.(controller, error);
  }
}

/** The socket connects to what this returns and to nothing else, so a name that resolves differently a moment later (DNS rebinding) gains nothing. */
function pinnedLookup(find: AddressRules["resolver"]): LookupFunction {
  return (hostname, options, callback) => {
    find(hostname).then(
      (addresses) => {
        const first = addresses[0];
        if (first === undefined)
          callback(Object.assign(new Error(`${hostname} has no address`), { code: "ENOTFOUND" }), "", 0);
        else if (options.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    );
  };
}
