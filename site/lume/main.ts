// Lume's command, from the address in deno.json.
import "lume/cli.ts";
