/** A body that is no page: HTML in place of JSON, JSON that ends too early. The sync says which page it was. */
export class UnreadablePage extends Error {
  override readonly name = "UnreadablePage";
  /** The first 200 bytes, as text. */
  readonly beginning: string;

  constructor(reason: string, body: Uint8Array, options: { cause?: unknown } = {}) {
    super(reason, options);
    this.beginning = new TextDecoder().decode(body.subarray(0, 200));
  }
}
