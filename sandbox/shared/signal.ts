/** Passes values on to its listeners, synchronously and in the order in which they came. */
export class Signal<Value> {
  private readonly listeners = new Set<(value: Value) => void>();

  public emit(value: Value): void {
    [...this.listeners].forEach((listener) => listener(value));
  }

  /**
   * Calls the listener with every value from now on.
   * @returns a function that removes the listener
   */
  public listen(listener: (value: Value) => void): () => void {
    this.listeners.add(listener);
    return () => { this.listeners.delete(listener); };
  }
}
