/** Writes its standard input to a new file; started by `audit init`, with permission for that file alone. */
const [path] = Deno.args;
const file = await Deno.open(path, { write: true, createNew: true });
await Deno.stdin.readable.pipeTo(file.writable);
