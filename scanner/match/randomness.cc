#include "scanner/match/randomness.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "scanner/match/characters.h"

namespace curfew::match {
namespace {

constexpr std::size_t kSymbols = 54;  // a-z, A-Z, any digit, anything else
constexpr std::size_t kDigitSymbol = 52;
constexpr std::size_t kOtherSymbol = 53;

// What it costs, in sixths of a bit, that a symbol (column) follows another (row) in names, words
// and paths; counted over 424,000 different ones from the sources, configuration and documents of
// eleven public projects in nine languages, each weighted by the logarithm of how often it occurs.
// A letter of the text is the cost plus '(', with the backslash left out.
constexpr std::string_view kFollowCosts =
    "`E>AfTDbDeQ<@>dEk=>6GPUTNZhidhiijlkljiikkflg`fkjhlmn[I"
    ":RNR<`ZUBDZ7OZ?TeEDW;cgeIe[b[a[`bebjdd^cd^daT^de_eiiP<"
    "=[K`<Wa<Jh>AR_6WfBN9F^bhQfbg^ffhhifl]ifehelbacijhkllYC"
    "=OTE4X^d<c_DSWCPgJEWGY_YPcPUMWQV_]U][WVVWReRQRY]XbkkU7"
    "DTBAPIPcYd`DH=ZJO8:@YOKFKeW^R^YZf`Yc_]Y]_WiUTW^b]hmmY<"
    "=gYT?AWe3`aDZU9a^AFCKgdeLj^d_ebdhhbkgc_addjaZaggbjhjR<"
    "IaXb4LIJ:hdLWDEXhAANC^_gW_U]SZVXc_Vb]YWX_WbXSX^[^jbgU8"
    ":VVV5ceb=c_VOZ:UdHM>F`deVbUYNVUYc[W^_YUYZU_TSTZb^cfgN:"
    "HJBCCHAhbeY?F6;L_E>;dIlPkJkjhkklkmilmllljilijkmlmnmnaO"
    ";NPL3ZSXLXMUPU;OWZ:TFWD[^XQWS[V^][V]ZZUXX]XX`XYZ_`XXIE"
    "FY[R1RL[>bUHTNIY^V?IGVVd[_Y_RXTZ^]Ub`YV^ZVdUQU`a]fecL6"
    "=RXE4KY_:g[?^_<QkaFBBTb`Jj]^W```fe`jec]^_^i[YZecamjkZ>"
    "8HYO3[bf=j_IBP><^aHUKbgaOhZ_V^^`id`eed`aaYh]X^cbedhgW?"
    "A]C==B=`FcPQWIEUbX?7NKdjUhY[RWWYe`Yff`X]`ViVUUa^_lmjZ="
    "KLCC]QIcO]JB@5FDe8FCANIV]ccfYeeejjdicedhjblb^cgjijmi_E"
    ":[SJ9]WMBiS=[Z;Bg<E>Fa`]Qg^dX__`gd^jfc`ec`kZZ]fdekhhS?"
    "Y^RZ]ZWUZ]^=XYVOXWQT,^Y``_[][]T[PV[^]`^__Z]^Z[^][^X]K="
    "=UJI5WGh=kLIJM=UlFBALI_gEhZ^Sa]ZhcYhea_^a[kZYZccbjmmX="
    "HcI^9Z[EAkPPX^ECXW>5EYUiQdW]T^XZge[fg^ZZ^ZjXXWab[mmj[7"
    "?eLW6[b?:keSSa@Km@FEKdZWIfSXNUUVa[U`]YWY]RhSQTZ^]dmmX:"
    "J@KK=LHfDd]=C;U@l:=9]eiZibjljblimkkllkhjlklmkkmkjmij^V"
    "6ZP`/_]d9gbNVUFa^]UZ[[dg]gfe_dcfgfYhebbhdahcb`d^fgefCC"
    ">^VR?]]F8eZUaA9Ze@CK^cH^^dSVLSRT^YQ[]VSYZS[QPTU]Z[[cN:"
    "C`?OAU_Y@acXMUY8cYU4]`_TFaWYUXVYa^Vc`[TYUYaXUX_]^dbcG8"
    "NQRXK[[^Qd`IEGN9fX>G_VSf^YMOJSLQZXG_VUNOSLbLGKSRVffcN3"
    ";WUP/ZZVAYQQPPCW[WSRKVW]HJLYVXUZZ^Q[^YSVWZ[ZZ]YZZ_ZYID"
    "cQ>CbOHc_b]DYF[GfEGB?UR^a`RKEETXLcMZUDGFZFRDE@KPXOTaHI"
    ":^]a?bMXDY]H[`C_aFZa8a_`>_ATLWJ[U]JO[ARZKYWOLVF^[]S]JD"
    ">fegFc^DZhf>^g3`bEZXBgbidbDUQUJX^ITfJOR]CUfNPG@]_h`fSG"
    "<Zba7dZa>bb^a]AbfML`Le]dYbDKMN=PYRAbXQSOGRSLIOPS[UWaK<"
    "Uf^VhccgcbeNL;fdT@W`aI]=bcEQCFOIQbX^YHKBTMR=AE[SYJQdO;"
    ";a_ZDb[`7_bG_W;_aA[[DcUaaaDZWVIF_c@abLUQCa]PKHNca]UaKD"
    "K^WY6Z[XI[_L^]M__=X[N_]Y]ZHTJW>VRL>Z[PRIKPYDDMNRYZWVH<"
    "8`Y[;a[`G^^__bA_a]^BS^[_]`<ZSW<]]XM`WZPYCSWOM?M`]^^`F<"
    "a_`EdPV]dce[K7c^h_@Kcb]bd]NIH9MKI_T^aEI<CKaHG?^RcQdOPM"
    "?UXKJXVTQUTSIV7QYV=TLQFZXWJMRUFVVYQRMYVWNTRS?SOT:WWWEO"
    "P[[].^_ZL[]VUTJ^`^[YKYZ^YZRWNW=VQXF[VXPNTX]UFPRQWZYWG@"
    "Deb[Cdcd;_ed_b9cdcXcabdeccEVTL<MWV@dZEOZ>MbVDGJTW^RaP;"
    "7aaa:]_c@V``cc;cabTWHV]ZLW?KVL=Q]_Ed^NLZHHSYKMU_`_Z`LF"
    "9cdc>d_bS]b[cc:becZ`F_de`_DWIDBGC^HbPTTKCT`ZC?MK^aZaM?"
    "aFYafI^cXVYXXDb@eE_TIPQdeaPMEGYONZN_LFF:H@d<FCFRJObbQD"
    "8ed`GddVOdWFec>af7^bD_dc]eB^PQD]TREiSKXXFN_CLBO[[aXeLB"
    "TVRTUUQVXVSIXUUTWSPS5WOQOLFRKLDRSMMVN@STSSEQPK;UPXHU?F"
    "Eefg1efe[ecbeeCefi^eJdefefFWPR<YPdEgX<OQCUfKFHQT[cNfRB"
    "MeIg8ggKDgVO`]GKWgX9DU`hLcI]MWBXZFEeSKTWJLTVC@OHXeTcOB"
    "Dhee:fdHEga_cf?bhDd]^gXYAcDYMV?S`FCfQGS`FFbDJEQb[YLcS:"
    "b``Vbd_aXbaZ_=b?bF;LW`ZX^ZQLPQGPNbEaaDKAVHc5CAQ^b[aaMU"
    "5^[^:_^[=YYYY^N^^]X[X[Z[SRBQS[:WZS;][VNUVUQRXUXW]][^CJ"
    "C_PY=_Y?4^]W[^B]Z@[Z[][WZ[GYWPMTZTA^UXVKG[YKI@XYXYZYHH"
    "VWUYUTYUYYUVMWWSYUUT]XVTWTMOMGIQVVISUUIOSCXNVBRVUBAR47"
    "OVTVJRRVQUTTQUNXUTTVTUNRRQIORFLPRQLLPMJHQ<VTBGSSLKNR=5"
    "GRTPBQNMGLOLIMELQUPPLONQOOKQPN:PKRCPSNPSMTNOJKPOIGQO=G"
    "QPPPQRTRSPTSTQTNVRMQTSQPTSMPJRSSRUQUTTORRRURKSQQTUST24"
    "BG>EFFHIESRHFHHC[C?@KMKY_`MSIPQTUTR^]TQRVNcOKNUZWbgfO?";
static_assert(kFollowCosts.size() == kSymbols * kSymbols);

constexpr double kCostUnitsPerBit = 6.0;
constexpr double kDigitBits = 3.32;  // which of ten
constexpr double kOtherBits = 2.0;   // which separator: a handful are usual

constexpr double follow_bits(std::size_t first, std::size_t second) {
    const char letter = kFollowCosts[first * kSymbols + second];
    const int cost = letter - '(' - (letter > '\\' ? 1 : 0);
    return cost / kCostUnitsPerBit;
}

constexpr std::size_t symbol_of(char letter) {
    if (is_lower(letter)) return static_cast<std::size_t>(letter - 'a');
    if (is_upper(letter)) return 26 + static_cast<std::size_t>(letter - 'A');
    return is_digit(letter) ? kDigitSymbol : kOtherSymbol;
}

// Names in capitals are written as often as others but rarer in the counts: the cheaper reading
// counts.
char lowered_if(char letter, bool is_lowered) {
    return is_lowered ? to_lower(letter) : letter;
}

double written_bits(std::string_view value, bool is_lowered) {
    double bits = 0.0;
    std::size_t before = kOtherSymbol;
    for (const char letter : value) {
        const std::size_t symbol = symbol_of(lowered_if(letter, is_lowered));
        bits += follow_bits(before, symbol);
        if (symbol == kDigitSymbol) bits += kDigitBits;
        if (symbol == kOtherSymbol) bits += kOtherBits;
        before = symbol;
    }
    return bits;
}

bool is_hex_of_one_case(std::string_view value, const Texture& texture) {
    return texture.others == 0 && (texture.lower == 0 || texture.upper == 0) &&
           std::all_of(value.begin(), value.end(), is_hex);
}

// The alphabet a generator would have drawn this from.
double alphabet_size(std::string_view value, const Texture& texture) {
    if (is_hex_of_one_case(value, texture)) return 16.0;
    double size = 0.0;
    if (texture.lower > 0) size += 26.0;
    if (texture.upper > 0) size += 26.0;
    if (texture.digits > 0) size += 10.0;
    if (texture.others > 0) size += 6.0;
    return std::max(size, 2.0);
}

void count(std::string_view value, Texture& texture) {
    std::bitset<256> seen;
    std::size_t run = 0;
    char before = 0;
    for (const char letter : value) {
        texture.lower += is_lower(letter) ? 1U : 0U;
        texture.upper += is_upper(letter) ? 1U : 0U;
        texture.digits += is_digit(letter) ? 1U : 0U;
        texture.blanks += is_blank(letter) ? 1U : 0U;
        texture.beyond_ascii += static_cast<unsigned char>(letter) >= 0x80 ? 1U : 0U;
        run = letter == before ? run + 1 : 1;
        texture.longest_run = std::max(texture.longest_run, run);
        seen.set(static_cast<unsigned char>(letter));
        before = letter;
    }
    texture.size = value.size();
    texture.others = value.size() - texture.lower - texture.upper - texture.digits;
    texture.distinct = seen.count();
}

}  // namespace

Texture texture_of(std::string_view value) {
    Texture texture;
    count(value, texture);
    if (value.empty()) return texture;
    const double drawn =
        static_cast<double>(value.size()) * std::log2(alphabet_size(value, texture));
    double written = written_bits(value, false);
    if (texture.lower == 0 && texture.upper > 0)
        written = std::min(written, written_bits(value, true));
    texture.drawn_bits = written - drawn;
    return texture;
}

}  // namespace curfew::match
