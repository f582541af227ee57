//! Scenes and their sentences.

use crate::random::Random;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum $name { $($variant),* }

        impl $name {
            /// All of them.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),*];

            /// How a sentence calls it.
            pub(crate) fn words(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
    };
}

words! {
    /// Form of an object.
    Shape { Circle = "circle", Square = "square", Triangle = "triangle", Cross = "cross", Ring = "ring", Diamond = "diamond" }
}
words! {
    /// Colour of an object.
    Color { Red = "red", Green = "green", Blue = "blue", Yellow = "yellow", Magenta = "magenta", Cyan = "cyan" }
}
words! {
    /// Motions of an object.
    Motion {
        Left = "moves left", Right = "moves right", Up = "moves up", Down = "moves down",
        Grows = "grows", Shrinks = "shrinks", Blinks = "blinks", Stays = "stays",
    }
}
words! {
    /// Colour of everything behind the objects.
    Background { Black = "black", Gray = "gray", Navy = "navy", Olive = "olive" }
}

/// Something that is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Object {
    pub shape: Shape,
    pub color: Color,
    pub large: bool,
    pub motion: Motion,
    /// Center in the first frame, in pixels of a canvas of 32.
    pub x: f32,
    pub y: f32,
}

/// One or two objects before a background.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scene {
    pub objects: Vec<Object>,
    pub background: Background,
}

impl Object {
    pub(crate) fn draw(random: &mut Random) -> Self {
        Self {
            shape: random.pick(Shape::ALL),
            color: random.pick(Color::ALL),
            large: random.chance(0.5),
            motion: random.pick(Motion::ALL),
            x: random.below(32) as f32,
            y: random.below(32) as f32,
        }
    }

    /// Colour and shape.
    pub(crate) fn noun(&self) -> String {
        format!("{} {}", self.color.words(), self.shape.words())
    }
}

impl Scene {
    /// Two objects in four of five scenes, else one; no two of the same colour and shape.
    pub(crate) fn draw(random: &mut Random) -> Self {
        let n = if random.chance(0.8) { 2 } else { 1 };
        Self::with_objects(random, n)
    }

    /// A scene of `n` objects that differ in colour or shape.
    pub(crate) fn with_objects(random: &mut Random, n: usize) -> Self {
        let mut objects: Vec<Object> = Vec::new();
        while objects.len() < n {
            let object = Object::draw(random);
            if objects.iter().all(|other| other.noun() != object.noun()) {
                objects.push(object);
            }
        }
        Self { objects, background: random.pick(Background::ALL) }
    }

    /// The same objects at other places, each in another motion.
    pub(crate) fn twin(&self, random: &mut Random) -> Self {
        let objects = self.objects.iter().map(|object| Object {
            motion: random.pick_other(Motion::ALL, object.motion),
            x: random.below(32) as f32,
            y: random.below(32) as f32,
            ..*object
        });
        Self { objects: objects.collect(), background: self.background }
    }

    /// The sentence about the scene.
    pub(crate) fn caption(&self) -> String {
        let first = self.objects[0];
        let size = if first.large { "large" } else { "small" };
        let mut caption = format!("a {size} {} {}", first.noun(), first.motion.words());
        for object in &self.objects[1..] {
            caption += &format!(" while a {} {}", object.noun(), object.motion.words());
        }
        caption + &format!(" on a {} background", self.background.words())
    }

    /// Noun phrases of the caption without their article, in its order. The background of a scene
    /// of one object is left out, so that some captions have fewer nouns than are asked for.
    pub(crate) fn nouns(&self) -> Vec<String> {
        let mut nouns: Vec<String> = self.objects.iter().map(Object::noun).collect();
        if self.objects.len() > 1 {
            nouns.push(format!("{} background", self.background.words()));
        }
        nouns
    }
}
