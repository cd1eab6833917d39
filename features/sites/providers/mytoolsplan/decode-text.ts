const utf8 = new TextDecoder("utf-8");

/** The portal speaks UTF-8, whatever its headers leave out. */
export function decodeText(body: Uint8Array): string {
  return utf8.decode(body);
}
