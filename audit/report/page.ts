/**
 * A page of an audit.
 *
 * @module
 */
import type { Markup } from "../../render/markup.ts";

/** A page before its layout. */
export interface AuditPage {
  /** File, and address from the others. */
  readonly file: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly content: Markup;
}
