/** Works on items in order, so many at once, and begins none any more once `goesOn` says no. */
export async function sideBySide<Item>(
  items: readonly Item[],
  atOnce: number,
  goesOn: () => boolean,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (goesOn()) {
      const item = items[next++];
      if (item === undefined) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
