Creator "Hedgerow's tests"
graph [
  directed 0
  node [ id 0 label "K&#246;ln" Latitude 50.94 Longitude 6.96 ]
  node [ id 1 label "Bonn" Latitude 50.73 Longitude 7.10 ]
  node [ id 2 label "Bonn" graphics [ x 7.0 y 50.8 ] ]
  node [ id 3 ]
  edge [ source 0 target 1 LinkLabel "10 Gbit/s" ]
  edge [ source 1 target 0 ]
  edge [ source 1 target 2 ]
  edge [ source 3 target 3 ]
]
