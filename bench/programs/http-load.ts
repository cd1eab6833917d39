import autocannon from "autocannon";

/** Loads one address with keep-alive connections for some seconds and prints what it did. */
const result = await autocannon({
  url: process.env["BENCH_URL"] ?? "",
  connections: Number(process.env["BENCH_CONNECTIONS"]),
  duration: Number(process.env["BENCH_SECONDS"]),
});
if (result.non2xx + result.errors > 0)
  throw new Error(`${result.non2xx} bad answers, ${result.errors} errors`);
console.log(JSON.stringify({ perSecond: result.requests.average }));
