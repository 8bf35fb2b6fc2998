import { classNames } from "../../../ui/classNames.ts";
import styles from "./layerColor.module.css";

/** More colors could not be told apart; names and tooltips say which layer it is. */
const colors = 8;

/** Returns the class with the color of a layer. */
export function layerColor(layer: number): string | undefined {
  return classNames(styles[`layer${layer % colors}`]);
}
