import { describe, expect, it } from "vitest";
import { redactContacts } from "./redact.ts";

describe("redactContacts", () => {
  it.each([
    ["Écrivez à prénom.nom+cv@cabinet-droit.fr !", "Écrivez à [e-mail] !"],
    ["rh [at] acme.example ou 06 12 34 56 78.", "[e-mail] ou [phone]."],
    ["Tél. : +33 (0)6 12-34-56-78, fixe 01.23.45.67.89", "Tél. : [phone], fixe [phone]"],
    ["0033612345678 / 0612345678", "[phone] / [phone]"],
  ])("hides contacts: %s", (text, expected) => expect(redactContacts(text)).toBe(expected));

  it.each([
    "55/65 K€, 21/11/2026, 12 000 000 €",
    "SIREN 123 456 789",
    "article L. 1221-19",
    "urn:li:activity:7300000000000000001",
    "de 2024 à 2026 @acme",
  ])("leaves %s alone", (text) => expect(redactContacts(text)).toBe(text));
});
