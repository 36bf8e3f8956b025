/**
 * Threads of pages.
 *
 * @module
 */

/** What receives the messages of a thread. */
export interface Hearing<Message> {
  /** What the page does, as in "audit". */
  readonly act: string;
  hear(message: Message): void;
  /** Called when the thread cannot go on. */
  fail(sentence: string): void;
}

/**
 * Starts a thread by a script of the page's own, so that the policy of the page is that of the thread, too: one that is
 * started from an address has that of its server.
 *
 * @param address Of the module that the thread runs.
 */
export function startThread<Message>(address: URL, { act, hear, fail }: Hearing<Message>): Worker {
  const script = new Blob([`import ${JSON.stringify(address.href)};`], { type: "text/javascript" });
  const worker = new Worker(URL.createObjectURL(script), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<Message>) => hear(data);
  worker.onerror = (event) => {
    event.preventDefault();
    fail(
      `Cannot ${act} in this page as its scripts must load: current value is ${
        JSON.stringify(event.message ?? "no script")
      }`,
    );
  };
  return worker;
}
