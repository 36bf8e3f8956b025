import { ended } from "../../../audit/formats/_ended.ts";
import { damageHdf5, damageRoot } from "../../../audit/formats/_mutations.ts";

for (const [name, damaged] of [["HDF5", damageHdf5], ["ROOT", damageRoot]] as const) {
  Deno.test(
    `1,000 damaged ${name} files end in a sentence or in numbers`,
    ended(() => damaged(1000)),
  );
}
