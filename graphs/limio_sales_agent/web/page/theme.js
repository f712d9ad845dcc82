// A shop's own colour, corners and font, as `embed.js` hands them in; what is no such value changes nothing.
const asked = new URLSearchParams(location.search);
const look = document.documentElement.style;

/** Whether dark words are read better than light ones on a colour, by WCAG's relative luminance. */
function isLight(color) {
  const brush = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  brush.fillStyle = color;
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue] = [...brush.getImageData(0, 0, 1, 1).data].map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179;
}

const color = asked.get("color"), radius = asked.get("radius"), font = asked.get("font");
if (color && CSS.supports("color", color)) {
  look.setProperty("--brand", color);
  look.setProperty("--brand-deep", `color-mix(in srgb, ${color} 88%, black)`);
  look.setProperty("--on-brand", isLight(color) ? "#000" : "#fff");
}
if (radius && CSS.supports("border-radius", radius)) look.setProperty("--radius", radius);
if (font && CSS.supports("font-family", font)) ["--sans", "--serif"].forEach((name) => look.setProperty(name, font));
