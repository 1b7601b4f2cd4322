declare module '@lhncbc/ucum-lhc' {
  export interface UcumUnit {
    csCode_: string;
    /** of one unit in base units */
    magnitude_: number | null;
    dim_: { dimVec_: number[] | null } | null;
    cnv_: string | null;
    cnvPfx_: number;
    isSpecial_: boolean;
    isArbitrary_: boolean;
    moleExp_: number;
    equivalentExp_: number;
  }
  export class UcumLhcUtils {
    static getInstance(): UcumLhcUtils;
    getSpecifiedUnit(
      code: string,
      valueConversion: 'validate',
    ): { unit: UcumUnit | null; origString?: string; retMsg?: string[] };
  }
}
