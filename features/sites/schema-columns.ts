import { timestamp } from "drizzle-orm/pg-core";

/** A time as Postgres keeps it. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
