/** Like `Promise.all(items.map(work))` with at most `limit` at work at once. Rejects with the first error. */
export async function mapLimited<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<number, Result>();
  const waiting = items.entries();
  const worker = async () => {
    // All workers draw from the one iterator: each item is taken once.
    for (const [index, item] of waiting) results.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: limit }, worker));
  // Every index is there: a worker that failed has rejected.
  return items.map((_, index) => results.get(index) as Result);
}
