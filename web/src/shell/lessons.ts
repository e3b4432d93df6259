// The lessons: the settings each begins with, as a URL writes them, and its text in three languages (English, Japanese, Thai).

export type Text = readonly [string, string, string];

export interface Step {
  text: Text;
  /** A button that puts settings over the present ones; `then` says what it does after that. */
  button?: { label: Text; settings: string; then: "play" | "seeds" | "look" };
}

export interface Lesson {
  id: string;
  settings: string;
  title: Text;
  summary: Text;
  steps: Step[];
}

const WATCH: Text = ["Train", "学習する", "ฝึก"];

export const LESSONS: readonly Lesson[] = [
  {
    id: "nonlinear",
    settings: "set=circle&layers=8:identity;8:identity&noise=5",
    title: ["Why a network needs a curve", "なぜ非線形が必要か", "ทำไมต้องไม่เป็นเส้นตรง"],
    summary: ["Two layers without an activation are one layer.", "活性化関数のない 2 層は 1 層と同じです。", "สองชั้นที่ไม่มีฟังก์ชันกระตุ้นก็เท่ากับชั้นเดียว"],
    steps: [
      {
        text: [
          "Every unit here passes its sum on unchanged: the activation is the identity. Train it and watch the border: it turns and slides, and it stays a straight line.",
          "ここでは各ユニットが和をそのまま出力します。活性化関数は恒等関数です。学習させて境界を見てください。回ったり動いたりしますが、ずっと直線のままです。",
          "ที่นี่ทุกหน่วยส่งผลรวมออกไปโดยไม่เปลี่ยน ฟังก์ชันกระตุ้นคือฟังก์ชันเอกลักษณ์ ลองฝึกแล้วดูเส้นแบ่ง มันหมุนและเลื่อนได้ แต่ยังเป็นเส้นตรงเสมอ",
        ],
        button: { label: WATCH, settings: "layers=8:identity;8:identity&epoch=0", then: "play" },
      },
      {
        text: [
          "A product of matrices is one matrix: W₂(W₁x) = (W₂W₁)x. More layers of this kind add nothing, and no straight line separates a disc from its ring.",
          "行列の積は 1 つの行列です: W₂(W₁x) = (W₂W₁)x。このような層を増やしても何も変わらず、円と輪を分ける直線はありません。",
          "ผลคูณของเมทริกซ์คือเมทริกซ์เดียว: W₂(W₁x) = (W₂W₁)x เพิ่มชั้นแบบนี้ก็ไม่ได้อะไรเพิ่ม และไม่มีเส้นตรงใดแยกวงกลมออกจากวงแหวนได้",
        ],
      },
      {
        text: [
          "Now bend each unit's line with Mish. The same network closes the border around the disc within ten epochs or so.",
          "次に、各ユニットの直線を Mish で曲げます。同じネットワークが 10 エポックほどで円を囲みます。",
          "คราวนี้ดัดเส้นของแต่ละหน่วยด้วย Mish เครือข่ายเดิมจะล้อมวงกลมได้ภายในราวสิบรอบ",
        ],
        button: { label: ["Bend it with Mish", "Mish で曲げる", "ดัดด้วย Mish"], settings: "layers=8:mish;8:mish&epoch=0", then: "play" },
      },
      {
        text: [
          "Point at the units: each one draws a bent stripe of its own, and the output adds them up.",
          "ユニットを指してみてください。それぞれが自分の曲がった帯を描き、出力がそれを足し合わせます。",
          "ชี้ที่แต่ละหน่วย จะเห็นว่าแต่ละหน่วยวาดแถบโค้งของตัวเอง แล้วเอาต์พุตนำมาบวกกัน",
        ],
      },
    ],
  },
  {
    id: "vanishing",
    settings: "set=circle&layers=6:sigmoid;6:sigmoid;6:sigmoid;6:sigmoid;6:sigmoid&opt=sgd&rate=0.1&seed=1",
    title: ["The gradient that vanishes", "消えていく勾配", "เกรเดียนต์ที่หายไป"],
    summary: ["Five layers of sigmoid do not learn; the numbers below them say why.", "シグモイド 5 層は学習しません。下の数字がその理由を示します。", "ซิกมอยด์ห้าชั้นเรียนรู้ไม่ได้ ตัวเลขใต้แต่ละชั้นบอกเหตุผล"],
    steps: [
      {
        text: [
          "Five layers of sigmoid on an easy set. Train: the loss stays at 0.69, which is the loss of guessing.",
          "やさしいデータにシグモイド 5 層です。学習させると、損失は当てずっぽうと同じ 0.69 のままです。",
          "ซิกมอยด์ห้าชั้นกับข้อมูลง่าย ๆ ลองฝึก ค่าสูญเสียค้างที่ 0.69 ซึ่งเท่ากับการเดา",
        ],
        button: { label: WATCH, settings: "layers=6:sigmoid;6:sigmoid;6:sigmoid;6:sigmoid;6:sigmoid&epoch=0", then: "play" },
      },
      {
        text: [
          "Read the small ∇ below each layer: the mean size of the gradient of its weights. From right to left it shrinks about threefold a layer, several hundredfold in all. The slope of the sigmoid is at most 1/4, and the chain rule multiplies it once a layer.",
          "各層の下の ∇ は重みの勾配の平均の大きさです。右から左へ、1 層ごとに約 3 分の 1、全体では数百分の 1 になります。シグモイドの傾きは最大でも 1/4 で、連鎖律が層ごとにそれを掛けます。",
          "อ่านค่า ∇ ใต้แต่ละชั้น คือขนาดเฉลี่ยของเกรเดียนต์ของน้ำหนัก จากขวาไปซ้ายมันลดลงราวสามเท่าต่อชั้น รวมแล้วหลายร้อยเท่า ความชันของซิกมอยด์ไม่เกิน 1/4 และกฎลูกโซ่คูณค่านี้ทุกชั้น",
        ],
      },
      {
        text: [
          "Tanh has a slope of 1 in the middle. Same weights, same order of points, same rate: it learns.",
          "Tanh は中央の傾きが 1 です。同じ重み、同じ順序、同じ学習率で、学習できます。",
          "Tanh มีความชัน 1 ตรงกลาง น้ำหนัก ลำดับจุด และอัตราเดิม แต่เรียนรู้ได้",
        ],
        button: { label: ["Swap in tanh", "tanh に替える", "เปลี่ยนเป็น tanh"], settings: "layers=6:tanh;6:tanh;6:tanh;6:tanh;6:tanh&epoch=0", then: "play" },
      },
      {
        text: [
          "ReLU and Mish have a slope near 1 over the whole right half. Compare the ∇ of the first layer with sigmoid's.",
          "ReLU と Mish は右半分全体で傾きが 1 に近くなります。第 1 層の ∇ をシグモイドと比べてください。",
          "ReLU และ Mish มีความชันใกล้ 1 ตลอดครึ่งขวา ลองเทียบ ∇ ของชั้นแรกกับของซิกมอยด์",
        ],
        button: { label: ["Swap in Mish", "Mish に替える", "เปลี่ยนเป็น Mish"], settings: "layers=6:mish;6:mish;6:mish;6:mish;6:mish&epoch=0", then: "play" },
      },
    ],
  },
  {
    id: "dead",
    settings: "set=circle&layers=8:relu;8:relu;8:relu&opt=sgd&rate=1&seed=2",
    title: ["Dead ReLUs", "死んだ ReLU", "ReLU ที่ตายแล้ว"],
    summary: ["A rate that is too large pushes units where ReLU has no slope.", "大きすぎる学習率は、ReLU の傾きがない場所へユニットを追いやります。", "อัตราที่สูงเกินไปผลักหน่วยไปยังที่ที่ ReLU ไม่มีความชัน"],
    steps: [
      {
        text: [
          "ReLU with a learning rate of 1. Train and look for units with a red cross: their sum is negative for every training point, so that no gradient passes through them. In this run the whole last layer dies, and the loss stops at 0.69.",
          "学習率 1 の ReLU です。学習させて赤い × の付くユニットを探してください。どの訓練点でも和が負なので、勾配が通りません。この実行では最後の層が全滅し、損失は 0.69 で止まります。",
          "ReLU กับอัตราการเรียนรู้ 1 ลองฝึกแล้วมองหาหน่วยที่มีกากบาทแดง ผลรวมของมันติดลบสำหรับทุกจุดฝึก เกรเดียนต์จึงผ่านไม่ได้ ในการฝึกนี้ชั้นสุดท้ายตายทั้งชั้น และค่าสูญเสียหยุดที่ 0.69",
        ],
        button: { label: WATCH, settings: "layers=8:relu;8:relu;8:relu&rate=1&epoch=0", then: "play" },
      },
      {
        text: [
          "A dead unit cannot come back: its own slope is 0, so nothing changes its weights. Restart with another seed: how often does a layer die?",
          "死んだユニットは戻れません。傾きが 0 なので重みが変わらないからです。別のシードでやり直してみてください。層はどれくらいの頻度で死にますか。",
          "หน่วยที่ตายแล้วกลับมาไม่ได้ เพราะความชันเป็น 0 น้ำหนักจึงไม่เปลี่ยน ลองเริ่มใหม่ด้วยซีดอื่น ชั้นตายบ่อยแค่ไหน",
        ],
      },
      {
        text: [
          "Leaky ReLU leaves a slope of 0.01 on the left. Nothing dies.",
          "Leaky ReLU は左側に 0.01 の傾きを残します。何も死にません。",
          "Leaky ReLU เหลือความชัน 0.01 ทางซ้าย ไม่มีหน่วยใดตาย",
        ],
        button: { label: ["Swap in Leaky ReLU", "Leaky ReLU に替える", "เปลี่ยนเป็น Leaky ReLU"], settings: "layers=8:leaky_relu;8:leaky_relu;8:leaky_relu&rate=1&epoch=0", then: "play" },
      },
      {
        text: [
          "Mish bends below zero and keeps a slope there, too. Or keep ReLU and take a smaller rate.",
          "Mish も 0 の下で曲がり、傾きを残します。あるいは ReLU のまま学習率を下げます。",
          "Mish โค้งลงต่ำกว่าศูนย์และยังมีความชันตรงนั้น หรือจะใช้ ReLU ต่อโดยลดอัตราการเรียนรู้ก็ได้",
        ],
        button: { label: ["ReLU with a rate of 0.1", "学習率 0.1 の ReLU", "ReLU กับอัตรา 0.1"], settings: "layers=8:relu;8:relu;8:relu&rate=0.1&epoch=0", then: "play" },
      },
    ],
  },
  {
    id: "seeds",
    settings: "against=relu&noise=5",
    title: ["Mish against ReLU, honestly", "Mish と ReLU の公平な比較", "Mish เทียบกับ ReLU อย่างซื่อสัตย์"],
    summary: ["One run is an anecdote. Ten seeds are an answer, perhaps.", "1 回の実行は逸話です。10 シードなら、答えになるかもしれません。", "ฝึกครั้งเดียวเป็นแค่เรื่องเล่า สิบซีดอาจเป็นคำตอบ"],
    steps: [
      {
        text: [
          "Mish and ReLU start from the same weights and see the same points in the same order. Train: who wins?",
          "Mish と ReLU は同じ重みから始まり、同じ点を同じ順序で見ます。学習させると、どちらが勝ちますか。",
          "Mish และ ReLU เริ่มจากน้ำหนักเดียวกัน และเห็นจุดเดียวกันในลำดับเดียวกัน ลองฝึก ใครชนะ",
        ],
        button: { label: WATCH, settings: "epoch=0", then: "play" },
      },
      {
        text: [
          "Take seed 2 and train again. With this start ReLU keeps up. Which of the two runs would you have published?",
          "シード 2 でもう一度学習します。この初期値では ReLU も追いつきます。どちらの実行を発表しますか。",
          "ใช้ซีด 2 แล้วฝึกใหม่ เริ่มแบบนี้ ReLU ตามทัน คุณจะตีพิมพ์การฝึกครั้งไหน",
        ],
        button: { label: ["Seed 2", "シード 2", "ซีด 2"], settings: "seed=2&epoch=0", then: "play" },
      },
      {
        text: [
          "So run both with ten seeds. The bands show where the runs lie; the verdict counts only if it would rarely come about by chance.",
          "そこで両方を 10 シードで実行します。帯は実行の範囲を示します。偶然ではめったに起きないときだけ判定が下ります。",
          "จึงควรฝึกทั้งคู่ด้วยสิบซีด แถบแสดงว่าผลอยู่ช่วงไหน และคำตัดสินจะออกเมื่อแทบไม่เกิดขึ้นโดยบังเอิญเท่านั้น",
        ],
        button: { label: ["Run ten seeds", "10 シードで実行", "ฝึกสิบซีด"], settings: "seed=1&epoch=0", then: "seeds" },
      },
      {
        text: [
          "“Cannot tell apart” is a result, too: it says that ten seeds do not carry a claim. Change the noise, the widths or the rate and ask again: a verdict holds for its setting.",
          "「区別できない」も結果です。10 シードでは主張を支えられないということです。ノイズ、幅、学習率を変えてもう一度試してください。判定はその設定についてのものです。",
          "“แยกไม่ออก” ก็เป็นผลลัพธ์ หมายความว่าสิบซีดยังไม่พอจะยืนยัน ลองเปลี่ยนสัญญาณรบกวน จำนวนหน่วย หรืออัตรา แล้วถามใหม่ คำตัดสินใช้ได้กับการตั้งค่านั้นเท่านั้น",
        ],
      },
    ],
  },
  {
    id: "rate",
    settings: "set=circle&layers=8:mish;8:mish&opt=sgd&rate=0.001",
    title: ["The learning rate", "学習率", "อัตราการเรียนรู้"],
    summary: ["Too small, right, too large: three runs of one network.", "小さすぎ、適切、大きすぎ。同じネットワークの 3 つの実行。", "น้อยไป พอดี มากไป: ฝึกเครือข่ายเดียวสามแบบ"],
    steps: [
      {
        text: [
          "Plain SGD with a rate of 0.001: every step goes down the slope, and each is so short that a hundred epochs are not enough.",
          "学習率 0.001 の SGD です。どの一歩も坂を下りますが、短すぎて 100 エポックでも足りません。",
          "SGD อัตรา 0.001 ทุกก้าวลงตามความชัน แต่สั้นมากจนร้อยรอบยังไม่พอ",
        ],
        button: { label: ["Rate 0.001", "学習率 0.001", "อัตรา 0.001"], settings: "rate=0.001&epoch=0", then: "play" },
      },
      {
        text: [
          "A hundred times that: the border closes in about fifteen epochs.",
          "その 100 倍では、約 15 エポックで境界が閉じます。",
          "เพิ่มเป็นร้อยเท่า เส้นแบ่งปิดภายในราวสิบห้ารอบ",
        ],
        button: { label: ["Rate 0.1", "学習率 0.1", "อัตรา 0.1"], settings: "rate=0.1&epoch=0", then: "play" },
      },
      {
        text: [
          "A hundred times that again: the first steps jump across the valley, units die or numbers grow, and the network guesses.",
          "さらに 100 倍では、最初の数歩で谷を飛び越え、ユニットが死ぬか数が大きくなり、ネットワークは当てずっぽうになります。",
          "เพิ่มอีกร้อยเท่า ก้าวแรก ๆ กระโดดข้ามหุบเขา หน่วยตายหรือค่าพุ่ง แล้วเครือข่ายก็ได้แต่เดา",
        ],
        button: { label: ["Rate 10", "学習率 10", "อัตรา 10"], settings: "rate=10&epoch=0", then: "play" },
      },
      {
        text: [
          "The best rate depends on the activation: a function compared at another's best rate is not compared. Try ReLU at each of the three.",
          "最適な学習率は活性化関数によって違います。ほかの関数に最適な学習率で比べても、比較にはなりません。ReLU でも 3 つを試してください。",
          "อัตราที่ดีที่สุดขึ้นกับฟังก์ชันกระตุ้น การเทียบด้วยอัตราที่ดีที่สุดของอีกฟังก์ชันไม่ใช่การเปรียบเทียบ ลองใช้ ReLU กับทั้งสามอัตรา",
        ],
        button: { label: ["ReLU, rate 0.1", "ReLU、学習率 0.1", "ReLU อัตรา 0.1"], settings: "layers=8:relu;8:relu&rate=0.1&epoch=0", then: "play" },
      },
    ],
  },
  {
    id: "tail",
    settings: "tab=functions&f=mish&show=value,error&precision=float16&range=14&x=-9",
    title: ["Half precision in the tail", "裾での半精度", "ความแม่นยำครึ่งหนึ่งที่หาง"],
    summary: ["The formula of the paper loses its left tail in float16.", "論文の式は float16 で左の裾を失います。", "สูตรในบทความเสียหางซ้ายไปเมื่อใช้ float16"],
    steps: [
      {
        text: [
          "Mish as written is x · tanh(log(1 + eˣ)). In float16 a number has 11 bits: 1 + e⁻⁹ is 1, its logarithm is 0, and the value, −0.0011, becomes 0. The solid line shows this error: 100 % on the left.",
          "Mish の式は x · tanh(log(1 + eˣ)) です。float16 は 11 ビットなので 1 + e⁻⁹ は 1、対数は 0 となり、本来 −0.0011 の値が 0 になります。実線がこの誤差で、左側では 100 % です。",
          "Mish ตามสูตรคือ x · tanh(log(1 + eˣ)) ใน float16 ตัวเลขมี 11 บิต: 1 + e⁻⁹ เท่ากับ 1 ลอการิทึมเป็น 0 และค่า −0.0011 กลายเป็น 0 เส้นทึบแสดงความคลาดเคลื่อนนี้: 100 % ทางซ้าย",
        ],
      },
      {
        text: [
          "The dashed line is an equal formula in a stable form, where nothing small is added to 1: it is right to the last bits nearly everywhere.",
          "破線は等価で安定な式です。小さな数を 1 に足さないので、ほぼ全域で最後の桁まで正確です。",
          "เส้นประคือสูตรเดียวกันในรูปเสถียรที่ไม่บวกจำนวนเล็กกับ 1 จึงถูกต้องถึงบิตท้าย ๆ เกือบทุกที่",
        ],
      },
      {
        text: [
          "In float32 the same happens further left, beyond −17.",
          "float32 でも、さらに左の −17 より先で同じことが起きます。",
          "ใน float32 สิ่งเดียวกันเกิดไกลออกไปทางซ้าย เลย −17",
        ],
        button: { label: ["Show float32", "float32 で表示", "แสดง float32"], settings: "precision=float32&range=30&x=-20", then: "look" },
      },
      {
        text: [
          "Does it matter? The tail's slope is what still teaches a unit on the left. Compare Swish and GELU, and type your own formula.",
          "問題になるでしょうか。左側のユニットを学習させるのは裾の傾きです。Swish や GELU、自分の式でも比べてください。",
          "สำคัญไหม ความชันของหางคือสิ่งที่ยังสอนหน่วยทางซ้าย ลองเทียบ Swish และ GELU หรือพิมพ์สูตรของคุณเอง",
        ],
        button: { label: ["Add Swish and GELU", "Swish と GELU を追加", "เพิ่ม Swish และ GELU"], settings: "f=mish;swish;gelu&precision=float16&range=14", then: "look" },
      },
    ],
  },
];

/** How the settings of a lesson stand in a URL; null for an unknown one. */
export const settingsOfLesson = (id: string): string | null => LESSONS.find((lesson) => lesson.id === id)?.settings ?? null;
