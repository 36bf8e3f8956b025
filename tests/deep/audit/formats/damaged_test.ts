import { ended } from "../../../audit/formats/_ended.ts";
import { damageHdf5, damageOthers, damageRoot } from "../../../audit/formats/_mutations.ts";

for (
  const [name, damaged, count] of [
    ["HDF5", damageHdf5, 1000],
    ["ROOT", damageRoot, 1000],
    ["other", damageOthers, 4000],
  ] as const
) {
  Deno.test(
    `${count} damaged ${name} files end in a sentence or in numbers`,
    ended(() => damaged(count)),
  );
}
