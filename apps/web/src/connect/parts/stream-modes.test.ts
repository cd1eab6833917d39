import { describe, expect, it } from "vitest";
import { permittedModes, usualMode } from "./stream-modes.ts";

describe("the modes offered for a stream", () => {
  it("are those the destination can write", () => {
    expect(permittedModes(["append"])).toEqual(["full_refresh_append", "incremental_append", "change_feed"]);
    expect(permittedModes(["overwrite", "merge"])).toEqual(["full_refresh_overwrite", "incremental_merge"]);
  });

  it("begin with the newest state where stream and destination permit it", () => {
    const all = permittedModes(["append", "overwrite", "merge"]);
    const incremental = { is_incremental: true, primary_key: ["id"] };
    const whole = { is_incremental: false, primary_key: [] };
    expect(usualMode(all, incremental)).toBe("incremental_merge");
    expect(usualMode(permittedModes(["append"]), incremental)).toBe("incremental_append");
    expect(usualMode(all, whole)).toBe("full_refresh_overwrite");
    expect(usualMode(permittedModes(["append"]), whole)).toBe("full_refresh_append");
  });
});
