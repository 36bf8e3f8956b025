export declare function parse(content: string, options?: {
  schema?: "failsafe" | "json" | "core" | "default" | "extended";
  allowDuplicateKeys?: boolean;
}): unknown;
export declare function stringify(data: unknown, options?: {
  indent?: number;
  lineWidth?: number;
  flowLevel?: number;
  useAnchors?: boolean;
  compatMode?: boolean;
}): string;
