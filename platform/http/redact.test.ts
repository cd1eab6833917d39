import { expect, test } from "vitest";
import { redactHeaders, redactUrl } from "./redact.ts";

test.each([
  ["https://a.example/p?q=lawyer&page=2", "https://a.example/p?q=lawyer&page=2"],
  ["https://a.example/p?api_key=s3cret", "https://a.example/p?api_key=%5Bredacted%5D"],
  [
    "https://a.example/p?apiKey=s3cret&access_token=s3cret&x=1",
    "https://a.example/p?apiKey=%5Bredacted%5D&access_token=%5Bredacted%5D&x=1",
  ],
  ["https://a.example/p?X-Amz-Signature=s3cret", "https://a.example/p?X-Amz-Signature=%5Bredacted%5D"],
  ["https://a.example/p?key=s3cret&key=s3cret", "https://a.example/p?key=%5Bredacted%5D"],
  ["https://user:s3cret@a.example/p", "https://a.example/p"],
  ["/p?token=s3cret&x=1", "/p?token=%5Bredacted%5D&x=1"],
])("%s is logged as %s", (url, logged) => {
  expect(redactUrl(url)).toBe(logged);
});

test("credentials in headers are masked, their names and everything else stay", () => {
  const secret = "s3cret";
  const safe = redactHeaders({
    authorization: secret,
    cookie: secret,
    "set-cookie": secret,
    "x-api-key": secret,
    "x-goog-api-key": secret,
    "x-shopify-access-token": secret,
  });
  expect(Object.values(safe)).not.toContain(secret);
  expect(safe).toMatchObject({ authorization: "[redacted]", "x-api-key": "[redacted]" });
  expect(redactHeaders({ accept: "text/html", location: "/next?code=s3cret" })).toEqual({
    accept: "text/html",
    location: "/next?code=%5Bredacted%5D",
  });
});
