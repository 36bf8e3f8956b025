/** Everything that the host calls. */
export { ceiling } from "./linear";
export { configure, pack, reset, unpack } from "./network";
export { embedTimes, solve } from "./solve";
export { flowMatching } from "./matching";
