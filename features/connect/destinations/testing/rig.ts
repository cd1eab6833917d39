import type { ColumnType, Column } from "../../records/column.ts";
import type { Value } from "../../values/value.ts";
import type { Destination } from "../destination.ts";

/**
 * A member of the family with what it needs to be tested offline, as the contract test asks for it. Each member's
 * `test-rig.ts` exports one function that opens its rig (`openAcmeRig`); rigs.generated.ts lists them.
 */
export interface DestinationRig extends AsyncDisposable {
  /** The id of the destination, and what tells its rigs apart where it has several ("csv in a bucket"). */
  name: string;
  destination: Destination;
  /** As `destination.settings` parses them. Plain JSON: a program that is killed gets them as an argument. */
  settings: unknown;
  /**
   * What a reader sees of a target now, provenance columns included; empty where there is nothing yet. Numbers in any kind
   * that holds them exactly. A column a row does not have may be null or left out.
   */
  read(target: string): Promise<Record<string, Value>[]>;
  /** How a reader sees a value of a column of this type, where that is not the value itself. */
  seen?(value: Value, type: ColumnType): Value;
  /**
   * true: one batch of a sync may be seen without its other rows while it is being written (and is completed later). Default:
   * readers see all of a batch or nothing.
   */
  showsPartsOfBatches?: boolean;
  /** Settings that `check` refuses, with the setting it names. */
  wrong?: readonly { what: string; settings: unknown; setting: string | null }[];
  /** Tables it can't hold, with what the refusal must name. */
  unholdable?: readonly { what: string; target?: string; columns?: readonly Column[]; named: string }[];
}
