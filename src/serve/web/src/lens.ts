// A lens is a profile and a tense: which column of the tiles and tables is looked at.
import type { Counts, Profile, Tense } from "./types.ts";

/** Tiles do not repeat `if_plans_fail`, since on a map it equals `today`. */
export function column(profile: Profile, tense: Tense): string {
  return `${profile.prefix}_${tense === "if_plans_fail" ? "today" : tense}`;
}

/** The counts of a lens; null where the server does not tell them. */
export function counts(
  statuses: Record<string, Counts> | undefined,
  profile: Profile,
  tense: Tense,
): Counts | null {
  return statuses?.[`${profile.prefix}_${tense}`] ?? statuses?.[column(profile, tense)] ?? null;
}

/** Addresses that the profile concerns. */
export function concerned(of: Counts): number {
  return (of.white ?? 0) + (of.grey ?? 0) + (of.black ?? 0) + (of.uncertain ?? 0);
}

/** Share of white addresses, uncertain ones left out and counted: null where there is nothing. */
export function whiteShare(of: Counts | null): { low: number; high: number } | null {
  if (!of) return null;
  const whole = concerned(of);
  if (whole === 0) return null;
  const white = of.white ?? 0;
  return { low: white / whole, high: (white + (of.uncertain ?? 0)) / whole };
}

/** A class of the share of white addresses is more than its limit; before the first comes "none". */
export const CLASS_LIMITS = [0, 0.05, 0.15, 0.3, 0.5] as const;
