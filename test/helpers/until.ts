/** Resolves as soon as something holds; asks every few milliseconds. The test's own time limit is the bound. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) {
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}
