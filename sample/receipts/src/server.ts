import { type Receipt, write } from "./receipt.ts";

/** The latest ones, newest first. They are kept in memory: a real shop would mail them. */
const receipts: Receipt[] = [];
const KEPT = 100;

function isOrderIds(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(Number.isSafeInteger);
}

async function take(request: Request): Promise<Response> {
  const orders: unknown = await request.json().catch(() => undefined);
  if (!isOrderIds(orders))
    return Response.json({ error: "a list of order numbers, please" }, { status: 400 });
  for (const order of orders) {
    const receipt = write(order);
    receipts.unshift(receipt);
    console.log(receipt.text);
  }
  receipts.length = Math.min(receipts.length, KEPT);
  return new Response(null, { status: 204 });
}

const server = Bun.serve({
  hostname: "0.0.0.0",
  port: Number(process.env.PORT ?? 3001),
  development: false,
  routes: {
    "/health": Response.json({ status: "ok" }),
    "/receipts": { GET: () => Response.json(receipts), POST: take },
  },
  fetch: () => new Response("Not found\n", { status: 404 }),
});

console.log(`receipts: ${server.url}`);
