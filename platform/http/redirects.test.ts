import { expect, test } from "vitest";
import { nextHop, type Hop } from "./redirects.ts";

const headers = {
  authorization: "Bearer x",
  cookie: "a=1",
  accept: "text/html",
  "content-type": "application/json",
};

function hop(method: Hop["method"]): Hop {
  return {
    url: new URL("https://a.example/one?x=1"),
    method,
    headers,
    body: method === "POST" || method === "PUT" ? "{}" : undefined,
  };
}

test.each([
  [301, "POST", "GET"],
  [302, "POST", "GET"],
  [303, "POST", "GET"],
  [303, "PUT", "GET"],
  [303, "HEAD", "HEAD"],
  [307, "POST", "POST"],
  [308, "POST", "POST"],
  [301, "GET", "GET"],
  [302, "PUT", "PUT"],
  [301, "DELETE", "DELETE"],
] as const)("%i turns %s into %s", (status, before, after) => {
  const next = nextHop(hop(before), status, "/two");
  expect(next?.method).toBe(after);
  expect(next?.url.href).toBe("https://a.example/two");
  const keepsBody = before === after;
  expect(next?.body).toBe(keepsBody ? hop(before).body : undefined);
  expect(next?.headers["content-type"]).toBe(keepsBody || after !== "GET" ? "application/json" : undefined);
});

test.each([
  ["https://a.example/two", true],
  ["//a.example/two", true],
  ["https://b.example/two", false],
  ["http://a.example/two", false],
  ["https://a.example:8443/two", false],
])("credentials go to %s: %s", (location, areSent) => {
  const next = nextHop(hop("GET"), 302, location);
  expect(next?.headers["authorization"]).toBe(areSent ? "Bearer x" : undefined);
  expect(next?.headers["cookie"]).toBe(areSent ? "a=1" : undefined);
  expect(next?.headers["accept"]).toBe("text/html");
});

test.each([
  [200, "/two"],
  [304, "/two"],
  [300, "/two"],
  [302, undefined],
])("%i with Location %s is final", (status, location) => {
  expect(nextHop(hop("GET"), status, location)).toBeNull();
});

test("a Location that is no URL is rejected", () => {
  expect(() => nextHop(hop("GET"), 302, "http://[")).toThrow("can't be read");
});
