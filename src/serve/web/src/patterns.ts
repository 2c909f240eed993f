// Signs and hatchings drawn on a canvas: each status has a shape and each class a texture of its own,
// so that the map is read without telling colours apart. The map and the legend draw the same.

export const COLOURS = {
  ink: "#1b1f24", soft: "#57606a", line: "#d0d7de", paper: "#ffffff", wash: "#f3f5f7",
  white: "#c2410c", uncertain: "#f2c14e", uncertainEdge: "#7a5c00", grey: "#8b949c", black: "#123a5c",
  building: "#0b5cad", node: "#6b21a8", plan: "#0f766e", selected: "#d6006c",
} as const;

/** Shades of the share of white addresses, from none to more than half. */
export const SHADES = ["#d6e4ef", "#fee6ce", "#fdc28c", "#f98b3c", "#d2460e", "#6f2104"] as const;

type Context = CanvasRenderingContext2D;
type Drawing = (c: Context, size: number) => void;

function polygon(c: Context, points: [number, number][]): void {
  c.beginPath();
  for (const [x, y] of points) c.lineTo(x, y);
  c.closePath();
}

function filled(c: Context, fill: string, edge: string, width: number): void {
  c.fillStyle = fill;
  c.fill();
  c.strokeStyle = edge;
  c.lineWidth = width;
  c.stroke();
}

function disc(c: Context, s: number, radius: number): void {
  c.beginPath();
  c.arc(s / 2, s / 2, radius * s, 0, 2 * Math.PI);
}

/** The outline of a flag on its pole. */
function flag(c: Context, s: number): void {
  c.fillStyle = COLOURS.plan;
  c.fillRect(s * 0.16, s * 0.08, s * 0.1, s * 0.88);
  polygon(c, [[s * 0.26, s * 0.14], [s * 0.88, s * 0.34], [s * 0.26, s * 0.58]]);
}

const SIGNS: Record<string, Drawing> = {
  // A ring with nothing in it: a white spot.
  white(c, s) {
    disc(c, s, 0.3);
    filled(c, COLOURS.paper, COLOURS.white, s * 0.17);
  },
  uncertain(c, s) {
    const [low, mid, high] = [s * 0.08, s * 0.5, s * 0.92];
    polygon(c, [[mid, low], [high, mid], [mid, high], [low, mid]]);
    filled(c, COLOURS.uncertain, COLOURS.uncertainEdge, s * 0.08);
  },
  grey(c, s) {
    const [low, high] = [s * 0.24, s * 0.76];
    polygon(c, [[low, low], [high, low], [high, high], [low, high]]);
    filled(c, COLOURS.grey, COLOURS.paper, s * 0.06);
  },
  black(c, s) {
    disc(c, s, 0.32);
    filled(c, COLOURS.black, COLOURS.paper, s * 0.06);
  },
  not_applicable(c, s) {
    c.strokeStyle = COLOURS.soft;
    c.lineWidth = s * 0.09;
    const [low, high] = [s * 0.34, s * 0.66];
    c.beginPath();
    c.moveTo(low, low);
    c.lineTo(high, high);
    c.moveTo(high, low);
    c.lineTo(low, high);
    c.stroke();
  },
  unknown(c, s) {
    c.setLineDash([s * 0.1, s * 0.08]);
    disc(c, s, 0.28);
    filled(c, COLOURS.paper, COLOURS.soft, s * 0.07);
    c.setLineDash([]);
  },
  plan(c, s) {
    disc(c, s, 0.42);
    c.strokeStyle = COLOURS.plan;
    c.lineWidth = s * 0.11;
    c.stroke();
  },
  building(c, s) {
    const at = (x: number, y: number): [number, number] => [x * s, y * s];
    polygon(c, [at(0.5, 0.06), at(0.92, 0.42), at(0.82, 0.92), at(0.18, 0.92), at(0.08, 0.42)]);
    filled(c, COLOURS.building, COLOURS.paper, s * 0.07);
    c.fillStyle = COLOURS.paper;
    c.fillRect(s * 0.42, s * 0.56, s * 0.16, s * 0.36);
  },
  node(c, s) {
    polygon(c, [[s * 0.5, s * 0.1], [s * 0.94, s * 0.88], [s * 0.06, s * 0.88]]);
    filled(c, COLOURS.node, COLOURS.paper, s * 0.07);
  },
  station(c, s) {
    c.strokeStyle = COLOURS.node;
    c.lineWidth = s * 0.09;
    for (const radius of [0.18, 0.36]) {
      c.beginPath();
      c.arc(s / 2, s * 0.45, radius * s, Math.PI * 1.15, Math.PI * 1.85);
      c.stroke();
    }
    c.fillStyle = COLOURS.node;
    c.fillRect(s * 0.44, s * 0.42, s * 0.12, s * 0.5);
  },
  // Another base station: the mast without its waves.
  mast(c, s) {
    c.fillStyle = COLOURS.soft;
    polygon(c, [[s * 0.5, s * 0.12], [s * 0.72, s * 0.92], [s * 0.28, s * 0.92]]);
    filled(c, COLOURS.paper, COLOURS.soft, s * 0.09);
  },
  // A public plan: a flag, full where it is carried out, crossed out where its contract is gone.
  contract(c, s) {
    flag(c, s);
    filled(c, COLOURS.paper, COLOURS.plan, s * 0.1);
  },
  contract_done(c, s) {
    flag(c, s);
    filled(c, COLOURS.plan, COLOURS.plan, s * 0.1);
  },
  contract_terminated(c, s) {
    flag(c, s);
    filled(c, COLOURS.paper, COLOURS.soft, s * 0.08);
    c.strokeStyle = COLOURS.white;
    c.lineWidth = s * 0.12;
    c.beginPath();
    c.moveTo(s * 0.1, s * 0.75);
    c.lineTo(s * 0.9, s * 0.15);
    c.stroke();
  },
  cluster(c, s) {
    c.setLineDash([s * 0.16, s * 0.1]);
    disc(c, s, 0.4);
    c.fillStyle = "rgba(194,65,12,.16)";
    c.fill();
    c.strokeStyle = COLOURS.white;
    c.lineWidth = s * 0.09;
    c.stroke();
    c.setLineDash([]);
  },
};

function lines(c: Context, s: number, colour: string, width: number, both: boolean): void {
  c.strokeStyle = colour;
  c.lineWidth = width * s;
  c.beginPath();
  for (const shift of [-1, 0, 1]) {
    c.moveTo(s * (shift - 0.1), s * 1.1);
    c.lineTo(s * (shift + 1.1), -s * 0.1);
    if (both) {
      c.moveTo(s * (shift - 0.1), -s * 0.1);
      c.lineTo(s * (shift + 1.1), s * 1.1);
    }
  }
  c.stroke();
}

function dots(c: Context, s: number, colour: string, radius: number, at: [number, number][]): void {
  c.fillStyle = colour;
  for (const [x, y] of at) {
    c.beginPath();
    c.arc(x * s, y * s, radius * s, 0, 2 * Math.PI);
    c.fill();
  }
}

const TEXTURES: Record<string, Drawing> = {
  share0() {},
  share1: (c, s) => dots(c, s, "#d98a4a", 0.07, [[0.5, 0.5]]),
  share2: (c, s) => dots(c, s, "#b95f14", 0.09, [[0.25, 0.25], [0.75, 0.75]]),
  share3: (c, s) => lines(c, s, "#a8460a", 0.08, false),
  share4: (c, s) => lines(c, s, "#8f2b04", 0.1, true),
  share5: (c, s) => dots(c, s, "#3c1002", 0.12, [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]]),
  hatch: (c, s) => lines(c, s, "#b3bac2", 0.16, false),
  // See-through: areas that operators declare, waves that rise the other way than doubt.
  coverage: (c, s) => dots(c, s, "#0b5cad", 0.1, [[0.5, 0.5]]),
  // See-through: lies over a shade.
  doubt: (c, s) => lines(c, s, "#7a5c00", 0.14, false),
};

/** What lies under a texture; none is see-through. */
function ground(name: string): string | null {
  const shade = /^share(\d)$/.exec(name);
  if (shade) return SHADES[Number(shade[1])] ?? null;
  return name === "hatch" ? COLOURS.paper : null;
}

export const SIGN_NAMES = Object.keys(SIGNS);
export const TEXTURE_NAMES = Object.keys(TEXTURES);
const RATIO = 2;

function canvas(width: number, height: number): [HTMLCanvasElement, Context] {
  const element = document.createElement("canvas");
  element.width = width * RATIO;
  element.height = height * RATIO;
  const context = element.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas");
  return [element, context];
}

function texture(name: string): HTMLCanvasElement {
  const side = 8;
  const [element, c] = canvas(side, side);
  const colour = ground(name);
  if (colour) {
    c.fillStyle = colour;
    c.fillRect(0, 0, element.width, element.height);
  }
  TEXTURES[name]?.(c, element.width);
  return element;
}

/** Every image of the map by name. */
export function images(): Map<string, { data: ImageData; pixelRatio: number }> {
  const all = new Map<string, { data: ImageData; pixelRatio: number }>();
  const put = (name: string, element: HTMLCanvasElement) => {
    const c = element.getContext("2d");
    const data = c?.getImageData(0, 0, element.width, element.height);
    if (data) all.set(name, { data, pixelRatio: RATIO });
  };
  for (const name of SIGN_NAMES) put(name, signCanvas(name, 16));
  for (const name of TEXTURE_NAMES) put(name, texture(name));
  return all;
}

function signCanvas(name: string, side: number): HTMLCanvasElement {
  const [element, c] = canvas(side, side);
  SIGNS[name]?.(c, element.width);
  return element;
}

/** A sign for the legend; what it means stands beside it in words. */
export function sign(name: string): HTMLCanvasElement {
  const element = signCanvas(name, 16);
  element.className = "sign";
  element.setAttribute("aria-hidden", "true");
  return element;
}

/** A textured swatch for the legend. */
export function swatch(name: string, opacity = 1): HTMLCanvasElement {
  const [element, c] = canvas(26, 16);
  c.fillStyle = name === "doubt" ? (SHADES[0] as string) : COLOURS.paper;
  c.fillRect(0, 0, element.width, element.height);
  c.globalAlpha = opacity;
  const pattern = c.createPattern(texture(name), "repeat");
  if (pattern) c.fillStyle = pattern;
  c.fillRect(0, 0, element.width, element.height);
  element.className = "swatch";
  element.setAttribute("aria-hidden", "true");
  return element;
}
