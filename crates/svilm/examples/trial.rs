fn main(){ let d=svilm::declaration(); d.check().unwrap();
 let mut s=subject::Settings::default(); let mut seed=1; 
 for a in std::env::args().skip(1){ let (k,v)=a.split_once('=').unwrap(); if k=="seed"{seed=v.parse().unwrap();continue;} if k=="threads"{rayon::ThreadPoolBuilder::new().num_threads(v.parse().unwrap()).build_global().unwrap();continue;}
  s.0.insert(k.into(), serde_json::from_str(v).unwrap_or(subject::Value::Text(v.into()))); }
 svilm::trial(&s.resolve(&d).unwrap(), seed); }
