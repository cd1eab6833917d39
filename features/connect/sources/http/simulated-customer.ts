import { randomFrom } from "@millrace/platform/simulation";

/** A customer as the simulated API answers it. */
export type SimulatedCustomer = {
  id: number;
  /** Beyond what a double holds. */
  external_id: bigint;
  email: string;
  points: number;
  vip: boolean;
  tags: string[];
  address: { city: string; country: string } | null;
  /** Grows with the number of the customer. */
  updated_at: string;
};

const cities = ["Paris", "Lyon", "Lille", "Nantes"] as const;

/** The same seed and number: the same customer. */
export function simulatedCustomer(seed: string, at: number): SimulatedCustomer {
  const random = randomFrom(`${seed}/customer/${at}`);
  return {
    id: at + 1,
    external_id: 9_007_199_254_740_993n + BigInt(at),
    email: `customer-${at + 1}@shop.example`,
    points: random.int(0, 5_000),
    vip: random.chance(0.2),
    tags: random.sample(["new", "loyal", "café", "b2b"], random.int(0, 2)),
    address: random.chance(0.3) ? null : { city: random.pick(cities), country: "FR" },
    updated_at: new Date(Date.UTC(2026, 0, 1) + at * 3_600_000).toISOString(),
  };
}
