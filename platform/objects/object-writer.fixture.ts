// A process of the crash test: puts objects until it is killed and says each name once it is stored. Argument: the folder.
import { randomBytes } from "node:crypto";
import { openObjectStore } from "./index.ts";

const store = await openObjectStore({ folder: process.argv[2] ?? "" });

async function writeForEver(): Promise<void> {
  for (;;) process.send?.(await store.put(randomBytes(200_000)));
}

await Promise.all(Array.from({ length: 8 }, writeForEver));
