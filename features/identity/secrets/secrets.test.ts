import { expect, test } from "vitest";
import { isTooCommon } from "./common-password.ts";
import { hashPassword, isPassword } from "./password.ts";
import { newSecret } from "./secret.ts";

const email = "ada.lovelace@example.com";

test.for([
  "password1234",
  "Password1234!",
  "P@ssw0rd2026!",
  "motdepasse123",
  "azertyuiop12",
  "qwertyuiopas",
  "123456789012",
  "aaaaaaaaaaaa",
  "abcabcabcabc",
  "iloveyou2026!",
  "administrator",
  "welcome2026!!",
  "210987654321",
  "ada.lovelace1",
  "MillraceAdmin1",
  "SunshineSummer1",
  "letmeinletmein",
])("%s is among the first that anybody would try", (password) => {
  expect(isTooCommon(password, email)).toBe(true);
});

test.for([
  "correct horse battery staple",
  "four words nobody guesses",
  "x7!Kq9$vLm2#",
  "Tz4-8R1x-9Qp7",
  "le chat boit du thé froid",
  "パスワードは秘密の言葉です",
  "summer rain on tin roofs",
])("%s is not", (password) => {
  expect(isTooCommon(password, email)).toBe(false);
});

test("a hash tells its own password from any other, and carries its cost", async () => {
  const hash = await hashPassword("four words nobody guesses");
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/u);
  expect(hash).not.toBe(await hashPassword("four words nobody guesses"));
  expect(await isPassword("four words nobody guesses", hash)).toBe(true);
  expect(await isPassword("four words nobody guesse", hash)).toBe(false);
  expect(await isPassword("four words nobody guesses", null)).toBe(false);
});

test("letters that look alike are the same password, however a keyboard composes them", async () => {
  const hash = await hashPassword("thé froid à Orléans".normalize("NFC"));
  expect(await isPassword("thé froid à Orléans".normalize("NFD"), hash)).toBe(true);
});

test("a stored hash that is none of ours is our fault, not a wrong password", async () => {
  await expect(isPassword("x", "$2b$10$abc")).rejects.toThrow("none of ours");
});

test("a secret has 256 random bits behind its prefix", () => {
  const [one, other] = [newSecret("mrt_"), newSecret("mrt_")];
  expect(one.text).toMatch(/^mrt_[\w-]{43}$/u);
  expect(one.text).not.toBe(other.text);
  expect(one.hash).toMatch(/^[0-9a-f]{64}$/u);
});
